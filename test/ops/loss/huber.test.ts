import fc from 'fast-check';
import { grad, huber, smoothL1, tensor, type HuberOptions, type SmoothL1Options } from 'megagrad';
import { anyReal, awayFrom } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { filled, predictions, reductions } from './loss-cases.ts';

// The error is the prediction, whose domain keeps off the kinks.
const shapes = filled.map((shape) => ({ prediction: shape, target: shape }));
const zero = {
  ...anyReal,
  name: 'zeros',
  sample: (_: unknown, shape: readonly number[]) => new Float64Array(shape.reduce((size, length) => size * length, 1)),
};

describeOp(
  huber,
  { prediction: awayFrom(-1.5, 1.5), target: zero },
  {
    shapes,
    attrs: reductions.map((options): HuberOptions => ({ ...options, delta: 1.5 })),
    errors: [
      {
        shapes: { prediction: [1], target: [1] },
        attrs: { delta: 0 },
        message: 'huber: delta must be above 0: delta 0. Use mae for errors that are never squared.',
      },
    ],
  },
);
describeOp(
  smoothL1,
  { prediction: awayFrom(-0.5, 0.5, 0), target: zero },
  {
    shapes,
    attrs: fc.tuple(reductions, fc.constantFrom(0, 0.5)).map(([options, beta]): SmoothL1Options => ({ ...options, beta })),
    errors: [
      {
        shapes: { prediction: [1], target: [1] },
        attrs: { beta: -1 },
        message: 'smoothL1: beta must be 0 or above: beta -1. It is the error up to which the loss is a square.',
      },
    ],
  },
);

const target = tensor([0, 0, 1, 0.5, 1]);

describe('huber', () => {
  it('is the mean that PyTorch documents', () => {
    // HuberLoss's formula, numpy 2.4: np.where(abs(d) < 1.5, .5 * d * d, 1.5 * (abs(d) - .75)).mean()
    expect(huber(predictions, target, { delta: 1.5 }).item()).toBeCloseTo(0.88125, 15);
  });

  it('does not overflow where it is linear', () => {
    expect(huber(tensor([1e200]), tensor([0])).item()).toBe(1e200);
  });

  it('has the second derivative 1 also where the error is 0', () => {
    const x = tensor([0], { requiresGrad: true });
    const [g] = grad(huber(x, tensor([0])), [x], { createGraph: true });
    expect(grad(g!.sum(), [x])[0]!.toArray()).toEqual([1]);
  });
});

describe('smoothL1', () => {
  it('is the mean that PyTorch documents', () => {
    // SmoothL1Loss's formula, numpy 2.4: np.where(abs(d) < .5, .5 * d * d / .5, abs(d) - .25).mean()
    expect(smoothL1(predictions, target, { beta: 0.5 }).item()).toBeCloseTo(0.9125, 15);
  });
});
