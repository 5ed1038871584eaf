import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gatherND, scatterND, tensor } from 'megagrad';
import { anyReal, ints, shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

const drawn = fc
  .tuple(shapes({ minRank: 1, maxRank: 3, minLength: 1, maxSize: 12 }), shapes({ maxRank: 2, maxSize: 4 }))
  .chain(([x, rows]) => fc.integer({ min: 1, max: x.length }).map((depth) => ({ x, indices: [...rows, depth] })));

describeOp(
  gatherND,
  { x: anyReal, indices: ({ shapes: { x } }) => ints(0, Math.min(...x) - 1) },
  {
    shapes: drawn,
    errors: [
      {
        shapes: { x: [2], indices: [1, 2] },
        message:
          'gatherND: the last axis of indices must be 1 to 1, the number of axes it names: indices [1,2], shape [2]. Give one column for each axis.',
      },
      { shapes: { x: [2], indices: [] }, message: /the last axis of indices/ },
    ],
  },
);

describeOp(
  scatterND,
  { indices: ({ attrs }) => ints(0, Math.min(...attrs.shape) - 1), updates: anyReal },
  {
    shapes: drawn.map(({ x, indices }) => ({ indices, updates: [...indices.slice(0, -1), ...x.slice(indices.at(-1))] })),
    attrs: ({ indices, updates }) =>
      fc
        .array(fc.integer({ min: 1, max: 3 }), { minLength: indices.at(-1)!, maxLength: indices.at(-1)! })
        .map((places) => ({ shape: [...places, ...updates.slice(indices.length - 1)] })),
    errors: [
      {
        shapes: { indices: [2, 1], updates: [3] },
        attrs: { shape: [4] },
        message: 'scatterND: updates must be [2]: indices [2,1], updates [3], shape [4]. Give one slice for each row of indices.',
      },
    ],
  },
);

test('places and slices', () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  expect(
    gatherND(
      x,
      tensor(
        [
          [1, 0],
          [0, 1],
        ],
        { dtype: 'int32' },
      ),
    ).toArray(),
  ).toEqual([3, 2]);
  expect(gatherND(x, tensor([[1], [1]], { dtype: 'int32' })).toArray()).toEqual([
    [3, 4],
    [3, 4],
  ]);
  expect(scatterND(tensor([[1], [1]], { dtype: 'int32' }), x, [3, 2]).toArray()).toEqual([
    [0, 0],
    [4, 6],
    [0, 0],
  ]);
});

test('an index outside is refused', () => {
  const row = tensor([[0, 2]], { dtype: 'int32' });
  const text = 'an index is outside its axis: index 2, axis 1, length 2. Use indices from 0 to 1.';
  expect(() => gatherND(tensor([[1, 2]]), row)).toThrow(`gatherND: ${text}`);
  expect(() => scatterND(row, tensor([1]), [1, 2])).toThrow(`scatterND: ${text}`);
});
