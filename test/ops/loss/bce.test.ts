import { bce, bceWithLogits, grad, sigmoid, tensor, type Tensor } from 'megagrad';
import { anyReal, positive, unitInterval } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { filled, predictions, reductions } from './loss-cases.ts';

describeOp(
  bce,
  { probabilities: unitInterval, target: unitInterval },
  {
    shapes: filled.map((shape) => ({ probabilities: shape, target: shape })),
    attrs: reductions,
    errors: [
      {
        shapes: { probabilities: [2, 1], target: [2] },
        message: 'bce: probabilities and target must have the same shape: probabilities [2,1], target [2]. Reshape one of them.',
      },
    ],
  },
);
describeOp(
  bceWithLogits,
  { logits: anyReal, target: unitInterval },
  {
    shapes: filled.map((shape) => ({ logits: shape, target: shape })),
    attrs: reductions,
    errors: [
      {
        shapes: { logits: [2, 1], target: [2] },
        message: 'bceWithLogits: logits and target must have the same shape: logits [2,1], target [2]. Reshape one of them.',
      },
    ],
  },
);
describeOp(
  (logits: Tensor, target: Tensor, posWeight: Tensor): Tensor => bceWithLogits(logits, target, { posWeight }),
  { logits: anyReal, target: unitInterval, posWeight: positive },
  {
    name: 'bceWithLogits (posWeight)',
    shapes: filled.map((shape) => ({ logits: shape, target: shape, posWeight: shape.slice(-1) })),
  },
);

const target = tensor([0, 1, 1, 0.25, 1]);

describe('bce', () => {
  it('is the mean that PyTorch documents', () => {
    // BCELoss's formula, numpy 2.4: p = 1 / (1 + np.exp(-x)); -(t * np.log(p) + (1 - t) * np.log(1 - p)).mean()
    expect(bce(sigmoid(predictions), target).item()).toBeCloseTo(0.521235789447122, 14);
  });

  it('counts a logarithm of 0 as -100, without gradient', () => {
    const p = tensor([0, 1, 0], { requiresGrad: true });
    const losses = bce(p, tensor([1, 0, 0]), { reduction: 'none' });
    expect(losses.abs().toArray()).toEqual([100, 100, 0]);
    expect(grad(losses.sum(), [p])[0]!.abs().toArray()).toEqual([0, 0, 1]);
  });
});

describe('bceWithLogits', () => {
  it('is bce of the sigmoid, positives weighted', () => {
    // BCEWithLogitsLoss's formula, numpy 2.4: -(3 * t * np.log(p) + (1 - t) * np.log(1 - p)).mean()
    expect(bceWithLogits(predictions, target).item()).toBeCloseTo(0.521235789447122, 14);
    expect(bceWithLogits(predictions, target, { posWeight: 3 }).item()).toBeCloseTo(1.265154337960524, 14);
  });

  it('is exact where the sigmoid is 0 or 1', () => {
    expect(bceWithLogits(tensor([1000, -1000, -1000, 1000]), tensor([1, 1, 0, 0]), { reduction: 'none' }).toArray()).toEqual([
      0, 1000, 0, 1000,
    ]);
    // log(1 + e^-40), which sigmoid(40) = 1 has lost.
    expect(bceWithLogits(tensor([40]), tensor([1])).item()).toBeCloseTo(4.248354255291589e-18, 30);
  });
});
