import fc from 'fast-check';
import { embedding, grad, tensor } from 'megagrad';
import { anyReal, ints, shapes } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';

describeOp(
  embedding,
  { indices: ({ shapes: { weight } }) => ints(0, weight[0]! - 1), weight: anyReal },
  {
    shapes: fc.record({
      indices: shapes({ maxRank: 3 }),
      weight: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 })),
    }),
    nan: false,
    exception: 'a row that no index names is not read: its NaN does not come through',
    errors: [
      { shapes: { indices: [2], weight: [1, 2, 3] }, message: 'embedding: the table must be [V,D]: weight [1,2,3]. Reshape it.' },
      {
        shapes: { indices: [0], weight: [4, 2] },
        attrs: { paddingIndex: 4 },
        message: 'embedding: paddingIndex must be a row of the table: paddingIndex 4, weight [4,2]. Use 0 to 3.',
      },
    ],
  },
);

describe('embedding', () => {
  const weight = tensor(
    [
      [0, 0],
      [1, 2],
      [3, 4],
    ],
    { requiresGrad: true },
  );
  const indices = tensor([1, 0, 1], { dtype: 'int32' });

  it('adds up the gradients of a row named twice', () => {
    expect(grad(embedding(indices, weight).sum(), [weight])[0]!.toArray()).toEqual([
      [1, 1],
      [2, 2],
      [0, 0],
    ]);
  });

  it('gives the padding row its values and no gradient', () => {
    const y = embedding(indices, weight, { paddingIndex: 1 });
    expect(y.toArray()).toEqual([
      [1, 2],
      [0, 0],
      [1, 2],
    ]);
    expect(grad(y.sum(), [weight])[0]!.toArray()).toEqual([
      [1, 1],
      [0, 0],
      [0, 0],
    ]);
  });

  it('passes NaN of a row that is named', () => {
    expect(embedding(tensor([1], { dtype: 'int32' }), tensor([[1], [NaN]])).toArray()).toEqual([[NaN]]);
  });

  it('refuses an index outside the table', () => {
    expect(() => embedding(tensor([3], { dtype: 'int32' }), weight)).toThrow(
      'embedding: an index is outside the axis: index 3, length 3. Use indices from 0 to 2.',
    );
  });
});
