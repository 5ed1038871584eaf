import { describe, expect, test } from 'vitest';
import { expectBlock, floats, ints, run, runAll } from './check-values.ts';

const logits = floats([
  [1, 2, 3],
  [1, 1, 1],
]);
const third = 1 / 3;

describe('Softmax', () => {
  // scipy.special.softmax([1, 2, 3]), SciPy 1.17
  const first = [0.09003057317038046, 0.24472847105479764, 0.6652409557748218];
  test('of rows', () => expectBlock(run('Softmax', { logits }, { dim: 1 }), floats([first, [third, third, third]])));
  // scipy.special.softmax([1000, 1001, -1000])
  test('huge spread', () => {
    expectBlock(run('Softmax', { logits: floats([1000, 1001, -1000]) }, { dim: 0 }), floats([0.2689414213699951, 0.7310585786300049, 0]));
  });
  test('NaN takes its own row', () => {
    const holed = floats([
      [NaN, 0],
      [0, 0],
    ]);
    expectBlock(run('Softmax', { logits: holed }, { dim: 1 }), floats([NaN, NaN, 0.5, 0.5], [2, 2]));
  });
  test('a masked logit has no share', () => expectBlock(run('Softmax', { logits: floats([-Infinity, 0]) }, { dim: 0 }), floats([0, 1])));
  test('empty', () => {
    expectBlock(run('Softmax', { logits: floats([], [0, 3]) }, { dim: 1 }), floats([], [0, 3]));
    expectBlock(run('Softmax', { logits: floats([], [2, 0]) }, { dim: 1 }), floats([], [2, 0]));
  });
  test('one class', () => expectBlock(run('Softmax', { logits: floats([[5]]) }, { dim: 1 }), floats([[1]])));
});

describe('LogSoftmax', () => {
  // scipy.special.log_softmax([1, 2, 3])
  const first = [-2.4076059644443806, -1.4076059644443804, -0.4076059644443804];
  test('of rows', () => {
    const even = -1.0986122886681098; // -log(3)
    expectBlock(run('LogSoftmax', { logits }, { axis: 1 }), floats([first, [even, even, even]]));
  });
  // scipy.special.log_softmax([1000, 1001, -1000])
  test('huge spread', () => {
    const expected = floats([-1.3132616875182228, -0.31326168751822286, -2001.3132616875182]);
    expectBlock(run('LogSoftmax', { logits: floats([1000, 1001, -1000]) }, { axis: 0 }), expected);
  });
  test('NaN', () => expectBlock(run('LogSoftmax', { logits: floats([NaN, 0]) }, { axis: 0 }), floats([NaN, NaN])));
});

describe('SparseSoftmaxCrossEntropy', () => {
  test('loss is -logSoftmax at the label, its gradient softmax - one-hot', () => {
    const [loss, gradient] = runAll('SparseSoftmaxCrossEntropy', { logits, labels: ints([2, 0]) });
    expectBlock(loss!, floats([0.4076059644443804, 1.0986122886681098]));
    expectBlock(gradient!, floats([0.09003057317038046, 0.24472847105479764, 0.6652409557748218 - 1, third - 1, third, third], [2, 3]));
  });
  test('a label outside makes its row NaN and leaves the others', () => {
    const [loss, gradient] = runAll('SparseSoftmaxCrossEntropy', { logits: floats([0, 0, 0, 0], [2, 2]), labels: ints([2, 0]) });
    expectBlock(loss!, floats([NaN, Math.LN2]));
    expectBlock(gradient!, floats([NaN, NaN, -0.5, 0.5], [2, 2]));
  });
  test('no rows', () => {
    expect(runAll('SparseSoftmaxCrossEntropy', { logits: floats([], [0, 3]), labels: ints([], [0]) })).toEqual([
      floats([], [0]),
      floats([], [0, 3]),
    ]);
  });
});
