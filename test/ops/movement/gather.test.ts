import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gather, grad, tensor } from 'megagrad';
import { anyReal, axisOf, ints, shapes } from 'megagrad/testing';
import { gatherAdjoint } from '../../../src/ops/movement/gather-adjoint.ts';
import { describeOp } from '../contract.ts';

const drawn = shapes({ minRank: 1, maxRank: 3, minLength: 1, maxSize: 16 });

describeOp(
  gather,
  { x: anyReal, indices: ({ shapes: { x }, attrs }) => ints(0, x.at(attrs.axis ?? 0)! - 1) },
  {
    shapes: fc.record({ x: drawn, indices: shapes({ maxRank: 2, maxSize: 6 }) }),
    attrs: ({ x }) => axisOf(x).map((axis) => ({ axis })),
    errors: [
      {
        shapes: { x: [2], indices: [0] },
        attrs: { axis: 1 },
        message: 'gather: no such axis: axis 1, rank 1. For this rank use an integer from -1 to 0.',
      },
    ],
  },
);

describeOp(
  gatherAdjoint,
  { x: anyReal, indices: ({ attrs }) => ints(0, attrs.shape[attrs.axis]! - 1) },
  {
    shapes: fc
      .record({
        outer: shapes({ maxRank: 1, minLength: 1 }),
        picks: shapes({ maxRank: 2, maxSize: 4 }),
        inner: shapes({ maxRank: 1, minLength: 1 }),
      })
      .map(({ outer, picks, inner }) => ({ x: [...outer, ...picks, ...inner], indices: picks })),
    attrs: ({ x, indices }) => {
      const axes = Array.from({ length: x.length - indices.length + 1 }, (_, axis) => axis).filter((axis) =>
        indices.every((length, i) => x[axis + i] === length),
      );
      return fc
        .record({ axis: fc.constantFrom(...axes), length: fc.integer({ min: 1, max: 3 }) })
        .map(({ axis, length }) => ({ shape: x.toSpliced(axis, indices.length, length), axis }));
    },
  },
);

test('a slice taken twice gets both gradients', () => {
  const x = tensor([10, 20, 30], { requiresGrad: true });
  const taken = gather(x, tensor([2, 0, 2], { dtype: 'int32' }));
  expect(taken.toArray()).toEqual([30, 10, 30]);
  expect(grad(taken, x, { gradient: tensor([1, 2, 4]) }).toArray()).toEqual([2, 0, 5]);
});

test('indices outside and of another dtype are refused', () => {
  const x = tensor([10, 20, 30]);
  expect(() => gather(x, tensor([3], { dtype: 'int32' }))).toThrow(
    'gather: an index is outside the axis: index 3, length 3. Use indices from 0 to 2.',
  );
  expect(() => gather(x, tensor([-1], { dtype: 'int32' }))).toThrow(
    'gather: an index is outside the axis: index -1, length 3. Use indices from 0 to 2.',
  );
  expect(() => gather(x, tensor([1]))).toThrow("gather: 'indices' must be int32: indices float64[1]. Convert with cast(indices, 'int32').");
});
