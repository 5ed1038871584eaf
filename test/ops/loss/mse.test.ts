import { halfSquaredError, mae, mse, tensor } from 'megagrad';
import { anyReal, distinct } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { filled, reductions } from './loss-cases.ts';

const shapes = filled.map((shape) => ({ prediction: shape, target: shape }));
const errors = (name: string): { shapes: { prediction: number[]; target: number[] }; message: string }[] => [
  {
    shapes: { prediction: [3, 1], target: [3] },
    message: `${name}: prediction and target must have the same shape: prediction [3,1], target [3]. Reshape one of them.`,
  },
];

describeOp(mse, { prediction: anyReal, target: anyReal }, { shapes, attrs: reductions, errors: errors('mse') });
describeOp(halfSquaredError, { prediction: anyReal, target: anyReal }, { shapes, attrs: reductions, errors: errors('halfSquaredError') });
describeOp(mae, { prediction: distinct, target: distinct }, { shapes, attrs: reductions, errors: errors('mae') });

// The book, section 4.2.1: probabilities of ten digits, of which 2 is right.
const target = tensor([0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);

describe('halfSquaredError', () => {
  it("gives the book's two numbers", () => {
    expect(halfSquaredError(tensor([0.1, 0.05, 0.6, 0, 0.05, 0.1, 0, 0.1, 0, 0]), target).item()).toBeCloseTo(0.0975, 15);
    expect(halfSquaredError(tensor([0.1, 0.05, 0.1, 0, 0.05, 0.1, 0, 0.6, 0, 0]), target).item()).toBeCloseTo(0.5975, 15);
  });

  it('has a loss for each sample', () => {
    const losses = halfSquaredError(
      tensor([
        [1, 2],
        [3, 4],
      ]),
      tensor([
        [1, 0],
        [0, 0],
      ]),
      { reduction: 'none' },
    );
    expect(losses.toArray()).toEqual([2, 12.5]);
    expect(
      halfSquaredError(
        tensor([
          [1, 2],
          [3, 4],
        ]),
        tensor([
          [1, 0],
          [0, 0],
        ]),
        { reduction: 'mean' },
      ).item(),
    ).toBe(7.25);
  });
});

describe('reduction', () => {
  it('of an unknown name is refused', () => {
    const options = JSON.parse('{"reduction":"average"}') as { reduction: 'mean' };
    expect(() => mse(target, target, options)).toThrow("loss: unknown reduction: reduction 'average'. Use 'mean', 'sum' or 'none'.");
  });
});
