import fc from 'fast-check';
import { tensor, tripletMargin } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { reductions, rows, sines } from './loss-cases.ts';

describeOp(
  tripletMargin,
  { anchor: anyReal, positive: anyReal, negative: anyReal },
  {
    // A distance of one element is |d|, with a kink at 0.
    shapes: rows.filter((shape) => shape.at(-1)! > 1).map((shape) => ({ anchor: shape, positive: shape, negative: shape })),
    // Above every difference of distances: no kink.
    attrs: fc.tuple(reductions, fc.constantFrom(2, 3)).map(([options, p]) => ({ ...options, p, margin: 50 })),
    errors: [
      {
        shapes: { anchor: [2, 3], positive: [2, 3], negative: [3] },
        message: 'tripletMargin: anchor and negative must have the same shape: anchor [2,3], negative [3]. Reshape one of them.',
      },
      {
        shapes: { anchor: [], positive: [], negative: [] },
        message: 'tripletMargin: vectors lie along the last axis: anchor []. Give at least one axis.',
      },
    ],
  },
);

describe('tripletMargin', () => {
  // TripletMarginLoss's formula, numpy 2.4: u = sin(k)[:, :3]; v = np.cos(np.arange(9.)).reshape(3, 3); n = u + v / 2;
  // D = lambda a, b, p: (np.abs(a - b + 1e-6) ** p).sum(1) ** (1 / p)
  const u = sines.slice({ begin: [0, 0], size: [3, 3] });
  const v = tensor(
    Float64Array.from({ length: 9 }, (_, k) => Math.cos(k)),
    { shape: [3, 3] },
  );
  const n = u.add(v.div(2));

  it('is the mean that PyTorch documents', () => {
    // np.maximum(0, D(u, v, 2) - D(u, n, 2) + 1).mean()
    expect(tripletMargin(u, v, n).item()).toBeCloseTo(1.3550399634508452, 14);
  });

  it('takes the nearer of both distances with swap', () => {
    // np.maximum(0, D(u, v, 3) - np.minimum(D(u, n, 3), D(v, n, 3)) + 1).mean()
    expect(tripletMargin(u, v, n, { p: 3, swap: true }).item()).toBeCloseTo(1.3147075570872861, 14);
  });
});
