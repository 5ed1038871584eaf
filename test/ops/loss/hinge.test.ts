import { hinge, tensor } from 'megagrad';
import { awayFrom } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { filled, reductions, signs } from './loss-cases.ts';

describeOp(
  hinge,
  { scores: awayFrom(-1, 1), target: signs },
  {
    // With scores away from -1 and 1, no product with a sign lies at the margin.
    shapes: filled.map((shape) => ({ scores: shape, target: shape })),
    attrs: reductions,
    errors: [
      {
        shapes: { scores: [2, 1], target: [2] },
        message: 'hinge: scores and target must have the same shape: scores [2,1], target [2]. Reshape one of them.',
      },
    ],
  },
);

describe('hinge', () => {
  it('costs what is missing to the margin', () => {
    expect(hinge(tensor([2, 0.5, -1]), tensor([1, 1, 1]), { reduction: 'none' }).toArray()).toEqual([0, 0.5, 2]);
    expect(hinge(tensor([2, 0.5, -1]), tensor([1, 1, -1]), { margin: 2 }).item()).toBeCloseTo(2.5 / 3, 15);
  });
});
