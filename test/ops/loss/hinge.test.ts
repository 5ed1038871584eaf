import { hinge, tensor } from 'megagrad';
import { awayFrom } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { filled, reductions } from './loss-cases.ts';

/** Only signs: with scores away from -1 and 1, no product lies at the margin. */
const signs = {
  name: 'signs',
  dtype: 'int32' as const,
  sample: (generator: { randint(low: number, high: number): number }, shape: readonly number[]) =>
    Int32Array.from({ length: shape.reduce((size, length) => size * length, 1) }, () => 2 * generator.randint(0, 2) - 1),
};

describeOp(
  hinge,
  { scores: awayFrom(-1, 1), target: signs },
  {
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
