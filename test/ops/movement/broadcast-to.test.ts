import fc from 'fast-check';
import { expect, test } from 'vitest';
import { broadcastTo, tensor } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

describeOp(
  broadcastTo,
  { x: anyReal },
  {
    attrs: ({ x }) =>
      fc
        .tuple(fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 2 }), fc.integer({ min: 0, max: 3 }))
        .map(([added, length]) => ({ shape: [...added, ...x.map((own) => (own === 1 ? length : own))] })),
    errors: [
      { shapes: { x: [2, 3] }, attrs: { shape: [2, 4] }, message: /^broadcastTo: cannot broadcast x \[2,3\] with shape \[2,4\]/ },
      {
        shapes: { x: [2, 3] },
        attrs: { shape: [1, 3] },
        message: 'broadcastTo: x does not broadcast to the shape: x [2,3], shape [1,3]. Only lengths of 1 stretch.',
      },
    ],
  },
);

test('rows, columns and scalars stretch', () => {
  expect(broadcastTo(tensor([[1], [2]]), [2, 3]).toArray()).toEqual([
    [1, 1, 1],
    [2, 2, 2],
  ]);
  expect(broadcastTo(tensor(7), [2]).toArray()).toEqual([7, 7]);
});
