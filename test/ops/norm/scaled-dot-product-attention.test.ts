import fc from 'fast-check';
import { Generator, grad, ones, randn, scaledDotProductAttention, tensor, type AttentionOptions, type Tensor } from 'megagrad';
import { anyReal, bools } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';

const lengths = fc
  .record({
    batch: fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 2 }),
    queries: fc.integer({ min: 1, max: 3 }),
    keys: fc.integer({ min: 1, max: 3 }),
    width: fc.integer({ min: 1, max: 3 }),
    values: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ batch, queries, keys, width, values }) => ({
    query: [...batch, queries, width],
    key: [...batch, keys, width],
    value: [...batch, keys, values],
    mask: [queries, keys],
  }));

describeOp(
  scaledDotProductAttention,
  { query: anyReal, key: anyReal, value: anyReal },
  {
    shapes: lengths.map(({ mask: _, ...shapes }) => shapes),
    attrs: fc.record({ causal: fc.boolean() }),
    // Where one weight is nearly 1, the softmax's gradient is a difference of nearly equal numbers: 1.2e-5 on wasm.
    slack: 4,
    nan: false,
    exception: 'under a causal mask NaN of a later key does not come through',
    errors: [
      {
        shapes: { query: [2, 3], key: [4, 2], value: [4, 1] },
        message:
          'scaledDotProductAttention: query [...,L,E], key [...,S,E] and value [...,S,V] must match: query [2,3], key [4,2], value [4,1]. Transpose or reshape them.',
      },
    ],
  },
);

const masked = (query: Tensor, key: Tensor, value: Tensor, mask: Tensor, options: AttentionOptions = {}): Tensor =>
  scaledDotProductAttention(query, key, value, { ...options, mask });

describeOp(
  masked,
  { query: anyReal, key: anyReal, value: anyReal, mask: bools },
  {
    name: 'scaledDotProductAttention (bool mask)',
    shapes: lengths,
    attrs: fc.record({ causal: fc.boolean() }),
    nan: false,
    slack: 4,
    exception: 'NaN of a masked key does not come through',
  },
);
describeOp(
  masked,
  { query: anyReal, key: anyReal, value: anyReal, mask: anyReal },
  {
    name: 'scaledDotProductAttention (additive mask)',
    shapes: lengths,
    slack: 4,
    exception: 'where one weight is nearly 1, its gradient cancels: 1.2e-5 on wasm',
  },
);

describe('scaledDotProductAttention', () => {
  it('is the mean of values weighted by softmax(q k / sqrt(E))', () => {
    // numpy 2.4: q = np.sin(np.arange(6.)).reshape(2, 3); k = np.cos(np.arange(9.)).reshape(3, 3); v = np.arange(6.).reshape(3, 2) ** 2
    // s = q @ k.T / np.sqrt(3); w = np.exp(s); (w / w.sum(-1, keepdims=True)) @ v
    const filled = (count: number, f: (i: number) => number, shape: [number, number]): Tensor =>
      tensor(
        Float64Array.from({ length: count }, (_, i) => f(i)),
        { shape },
      );
    const y = scaledDotProductAttention(
      filled(6, Math.sin, [2, 3]),
      filled(9, Math.cos, [3, 3]),
      filled(6, (i) => i * i, [3, 2]),
    );
    const expected = tensor([
      [7.674782551722254, 13.035913954762973],
      [5.953157000275435, 10.635952806107854],
    ]);
    expect(y.sub(expected).abs().max().item()).toBeLessThan(1e-13);
  });

  it('gives a query that may look at nothing 0, and no gradient', () => {
    const query = randn([2, 3], { generator: new Generator(0), requiresGrad: true });
    const mask = tensor([
      [true, true],
      [false, false],
    ]);
    const y = scaledDotProductAttention(query, ones([2, 3]), tensor([[1], [3]]), { mask });
    expect(y.toArray()).toEqual([[2], [0]]);
    expect(grad(y.sum(), [query])[0]!.slice({ begin: 1 }).toArray()).toEqual([[0, 0, 0]]);
  });

  it('looks only back when causal', () => {
    const value = tensor([[1], [10], [100]]);
    const y = scaledDotProductAttention(ones([3, 1]), ones([3, 1]), value, { causal: true });
    expect(
      y
        .sub(tensor([[1], [5.5], [37]]))
        .abs()
        .max()
        .item(),
    ).toBeLessThan(1e-13);
  });

  it('drops weights with the generator given', () => {
    // numpy.random.RandomState(0).rand(4): .5488 .7152 .6028 .5449; with p = 0.6 the second and third weight stay, times 2.5.
    const y = scaledDotProductAttention(ones([2, 1]), ones([2, 1]), tensor([[1], [10]]), { dropout: 0.6, generator: new Generator(0) });
    expect(y.reshape([2]).toArray()).toEqual([12.5, 1.25]);
  });
});
