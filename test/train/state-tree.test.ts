import fc from 'fast-check';
import { tensor, Tensor } from 'megagrad';
import { describe, expect, it } from 'vitest';
import { putTogether, takeApart } from '../../src/train/state-tree.ts';

/** Trees as states are: names may be anything, numbers too. */
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, NaN, Infinity, -Infinity, -0),
    fc.double(),
    fc.string(),
    fc.array(fc.double({ noNaN: true }), { maxLength: 3 }).map((values) => tensor(Float64Array.from(values))),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom('$', 'a', 'a.b', 'b', '__proto__'), fc.string()), tie('tree'), { maxKeys: 3 }),
  ),
}));

/** The same with values in the place of tensors. */
function plain(value: unknown): unknown {
  if (value instanceof Tensor) return { shape: value.shape, dtype: value.dtype, values: Array.from(value.dataSync()) };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).map(([name, item]) => [name, plain(item)]);
}

describe('a state', () => {
  it('comes back from words of JSON and arrays as it was', () => {
    fc.assert(
      fc.property(tree, (state) => {
        const { words, tensors } = takeApart({ state });
        const arrays = new Map(
          Object.entries(tensors).map(([name, each]) => [name, { data: Float64Array.from(each.dataSync()), shape: each.shape }]),
        );
        const pieces = { arrays, like: undefined, device: undefined, file: 'f' };
        expect(plain(putTogether(JSON.parse(JSON.stringify(words)), pieces))).toEqual(plain({ state }));
      }),
    );
  });

  it('keeps the dtype of tensors, and leaves out what is undefined', () => {
    const state = { whole: tensor([1, 2], { dtype: 'int32' }), yes: tensor([true]), none: undefined };
    const { words, tensors } = takeApart(state);
    expect(words).toEqual({ whole: { $: 'tensor', name: 'whole', dtype: 'int32' }, yes: { $: 'tensor', name: 'yes', dtype: 'bool' } });
    expect(Object.keys(tensors)).toEqual(['whole', 'yes']);
  });
});
