import fc from 'fast-check';
import {
  crossEntropy,
  device,
  grad,
  logSoftmax,
  memory,
  nll,
  tensor,
  type CrossEntropyOptions,
  type Reduction,
  type Tensor,
} from 'megagrad';
import { anyReal, ints, positive, unitInterval } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { sparseCrossEntropy } from '../../../src/ops/loss/sparse-cross-entropy.ts';
import { describeOp } from '../contract.ts';
import { distributions, reductions, rows, sines } from './loss-cases.ts';

const reduced: fc.Arbitrary<CrossEntropyOptions> = reductions;
const labelled = rows.map((logits) => ({ logits, target: logits.slice(0, -1) }));

describeOp(
  crossEntropy,
  { logits: anyReal, target: ({ shapes: { logits } }) => ints(0, logits.at(-1)! - 1) },
  {
    shapes: labelled,
    attrs: reduced,
    errors: [
      {
        shapes: { logits: [2, 1], target: [3] },
        message: 'crossEntropy: target must be int32 [N] with N = 2 or one-hot [2,1], got int32 [3] for logits [2,1].',
      },
      {
        shapes: { logits: [2, 1], target: [2] },
        attrs: { labelSmoothing: 2 },
        message: 'crossEntropy: labelSmoothing must be from 0 to 1: labelSmoothing 2. It is a share.',
      },
    ],
  },
);

const weighted = (logits: Tensor, target: Tensor, weight: Tensor, options: CrossEntropyOptions = {}): Tensor =>
  crossEntropy(logits, target, { ...options, weight });
const withOptions: fc.Arbitrary<CrossEntropyOptions> = fc.record({
  reduction: fc.constantFrom<Reduction>('mean', 'sum', 'none'),
  labelSmoothing: fc.constantFrom(0, 0.2),
});

describeOp(
  weighted,
  { logits: anyReal, target: ({ shapes: { logits } }) => ints(0, logits.at(-1)! - 1), weight: positive },
  {
    name: 'crossEntropy (weights)',
    shapes: labelled.map((shapes) => ({ ...shapes, weight: shapes.logits.slice(-1) })),
    attrs: withOptions,
    nan: false,
    exception: 'the weight of a class that no target names is not read without smoothing',
    errors: [
      {
        shapes: { logits: [2, 3], target: [2], weight: [2] },
        message: 'crossEntropy: weight must be one number for each class: weight [2], expected [3].',
      },
    ],
  },
);
describeOp(
  weighted,
  { logits: anyReal, target: unitInterval, weight: positive },
  {
    name: 'crossEntropy (distributions)',
    shapes: rows.map((logits) => ({ logits, target: logits, weight: logits.slice(-1) })),
    attrs: withOptions,
    errors: [
      {
        shapes: { logits: [2, 3], target: [2, 3], weight: [3] },
        attrs: { ignoreIndex: 0 },
        message:
          'crossEntropy: ignoreIndex is for class numbers: ignoreIndex 0, target float64 [2,3]. Leave it out, or give an int32 target.',
      },
    ],
  },
);
describeOp(
  sparseCrossEntropy,
  { logits: anyReal, labels: ({ shapes: { logits } }) => ints(0, logits[1]! - 1) },
  {
    shapes: fc
      .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 4 }))
      .map(([count, width]) => ({ logits: [count, width], labels: [count] })),
  },
);
describeOp(
  nll,
  { logProbabilities: anyReal, target: ({ shapes: { logProbabilities } }) => ints(0, logProbabilities.at(-1)! - 1) },
  {
    shapes: rows.map((shape) => ({ logProbabilities: shape, target: shape.slice(0, -1) })),
    attrs: reductions,
    nan: false,
    exception: 'the log-probability of a class that no target names is not read',
    errors: [
      {
        shapes: { logProbabilities: [2, 1], target: [3] },
        message:
          'nll: target must be int32 [...N] with logProbabilities [...N,C]: target int32 [3], logProbabilities [2,1]. Give class numbers.',
      },
    ],
  },
);

const target = tensor([2, 0, 3], { dtype: 'int32' });
const weight = tensor([1, 2, 0.5, 3]);

describe('crossEntropy', () => {
  // CrossEntropyLoss's documented formulas over sin(k), numpy 2.4: lp = x - np.log(np.exp(x).sum(1, keepdims=True)), t = [2, 0, 3],
  // w = [1, 2, .5, 3], n = -lp[range(3), t], s = -(lp * w).sum(1); smoothing .1 over 4 classes.
  it.each([
    { options: {}, value: 1.896279886234879, formula: 'n.mean()' },
    { options: { weight }, value: 2.3224356691648427, formula: '(w[t] * n).sum() / w[t].sum()' },
    { options: { labelSmoothing: 0.1 }, value: 1.864603392361553, formula: '(.9 * n - .1 / 4 * lp.sum(1)).mean()' },
    {
      options: { weight, labelSmoothing: 0.1 },
      value: 2.263578617482941,
      formula: '(.9 * (w[t] * n).sum() + .1 / 4 * s.sum()) / w[t].sum()',
    },
    { options: { ignoreIndex: 0 }, value: 1.8342850425637227, formula: 'n[t != 0].mean()' },
    { options: { weight, labelSmoothing: 0.1, ignoreIndex: 0 }, value: 2.3261322249415928, formula: 'the fourth over t != 0' },
  ])('is $formula', ({ options, value }) => {
    expect(crossEntropy(sines, target, options).item()).toBeCloseTo(value, 14);
    expect(crossEntropy(sines, target, { ...options, reduction: 'none' }).shape).toEqual([3]);
  });

  it.each([
    { labelSmoothing: 0, value: 2.1475508915770276, formula: '-(q * w * lp).sum(1).mean()' },
    { labelSmoothing: 0.1, value: 2.1928755752712, formula: '-((q * .9 + .1 / 4) * w * lp).sum(1).mean()' },
  ])('of a distribution q is $formula', ({ labelSmoothing, value }) => {
    expect(crossEntropy(sines, distributions(), { weight, labelSmoothing }).item()).toBeCloseTo(value, 14);
  });

  it('is the same for class numbers and one-hot rows', () => {
    const oneHot = target.oneHot(4).cast('float64');
    expect(crossEntropy(sines, oneHot).item()).toBeCloseTo(crossEntropy(sines, target).item(), 14);
  });

  it('leaves an ignored row out, whatever is in it', () => {
    const logits = tensor(
      [
        [1, 2],
        [NaN, 0],
      ],
      { requiresGrad: true },
    );
    const labels = tensor([1, -100], { dtype: 'int32' });
    const loss = crossEntropy(logits, labels, { ignoreIndex: -100 });
    expect(loss.item()).toBeCloseTo(Math.log(1 + Math.exp(-1)), 15);
    expect(grad(loss, [logits])[0]!.slice({ begin: 1 }).toArray()).toEqual([[0, 0]]);
  });

  it('does not overflow', () => {
    expect(crossEntropy(tensor([[1000, 0]]), tensor([1], { dtype: 'int32' })).item()).toBe(1000);
  });

  it('takes a map of pixels', () => {
    const logits = sines.reshape([1, 3, 1, 4]);
    expect(crossEntropy(logits, target.reshape([1, 3, 1])).item()).toBeCloseTo(1.896279886234879, 14);
    expect(crossEntropy(logits, target.reshape([1, 3, 1]), { reduction: 'none' }).shape).toEqual([1, 3, 1]);
  });

  it('refuses a class that there is not', () => {
    expect(() => crossEntropy(sines, tensor([0, 4, 1], { dtype: 'int32' }))).toThrow(
      'crossEntropy: an index is outside the axis: index 4, length 4. Use indices from 0 to 3.',
    );
  });

  it('refuses it on wasm too, where the row beside would answer for it, and leaks nothing', async () => {
    const logits = await device.start('wasm').then(() => sines.to('wasm'));
    for (const stray of [-1, 4]) {
      const target = tensor([0, stray, 1], { dtype: 'int32', device: 'wasm' });
      const before = memory().wasm;
      expect(() => crossEntropy(logits, target)).toThrow(
        `crossEntropy: an index is outside the axis: index ${stray}, length 4. Use indices from 0 to 3.`,
      );
      expect(memory().wasm).toEqual(before);
    }
  });
});

describe('nll', () => {
  it('of logSoftmax is crossEntropy', () => {
    expect(nll(logSoftmax(sines), target, { weight, ignoreIndex: 0 }).item()).toBeCloseTo(
      crossEntropy(sines, target, { weight, ignoreIndex: 0 }).item(),
      14,
    );
  });
});
