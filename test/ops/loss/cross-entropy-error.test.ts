import { crossEntropyError, tensor } from 'megagrad';
import { ints, positive, unitInterval } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { reductions, rows } from './loss-cases.ts';

describeOp(
  crossEntropyError,
  { probabilities: unitInterval, target: positive },
  {
    shapes: rows.map((shape) => ({ probabilities: shape, target: shape })),
    attrs: reductions,
    errors: [
      {
        shapes: { probabilities: [2, 3], target: [3] },
        message:
          'crossEntropyError: target must be int32 [...N] or float [...N,C]: target float64 [3], probabilities [2,3]. Give class numbers, or one row for each sample.',
      },
    ],
  },
);
describeOp(
  crossEntropyError,
  { probabilities: unitInterval, target: ({ shapes: { probabilities } }) => ints(0, probabilities.at(-1)! - 1) },
  {
    name: 'crossEntropyError (class numbers)',
    shapes: rows.map((shape) => ({ probabilities: shape, target: shape.slice(0, -1) })),
    attrs: reductions,
    nan: false,
    exception: 'the probability of a class that no target names is not read',
  },
);

describe('crossEntropyError', () => {
  // The book, section 4.2.2: probabilities of ten digits, of which 2 is right.
  it.each([
    { probabilities: [0.1, 0.05, 0.6, 0, 0.05, 0.1, 0, 0.1, 0, 0], loss: 0.510825457099338 },
    { probabilities: [0.1, 0.05, 0.1, 0, 0.05, 0.1, 0, 0.6, 0, 0], loss: 2.302584092994546 },
  ])("gives the book's $loss", ({ probabilities, loss }) => {
    expect(crossEntropyError(tensor(probabilities), tensor([0, 0, 1, 0, 0, 0, 0, 0, 0, 0])).item()).toBeCloseTo(loss, 14);
    expect(crossEntropyError(tensor([probabilities]), tensor([2], { dtype: 'int32' })).item()).toBeCloseTo(loss, 14);
  });

  it('is finite where the right class has probability 0', () => {
    expect(crossEntropyError(tensor([1, 0]), tensor([0, 1])).item()).toBeCloseTo(-Math.log(1e-7), 12);
  });
});
