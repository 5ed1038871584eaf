import fc from 'fast-check';
import { grad, klDiv, log, logSoftmax, tensor } from 'megagrad';
import { anyReal, unitInterval } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { distributions, reductions, rows, sines } from './loss-cases.ts';

const shapes = rows.map((shape) => ({ logProbabilities: shape, target: shape }));

describeOp(
  klDiv,
  { logProbabilities: anyReal, target: unitInterval },
  {
    shapes,
    attrs: reductions,
    errors: [
      {
        shapes: { logProbabilities: [], target: [] },
        message: 'klDiv: distributions lie along the last axis: target []. Give at least one axis.',
      },
    ],
  },
);
describeOp(
  klDiv,
  { logProbabilities: anyReal, target: anyReal },
  { name: 'klDiv (logarithms)', shapes, attrs: fc.tuple(reductions).map(([options]) => ({ ...options, logTarget: true })) },
);

describe('klDiv', () => {
  it('is the batchmean that PyTorch documents', () => {
    // KLDivLoss's formula, numpy 2.4: (q * (np.log(q) - lp)).sum() / 3
    const q = distributions();
    expect(klDiv(logSoftmax(sines), q).item()).toBeCloseTo(0.3764114314327321, 14);
    expect(klDiv(logSoftmax(sines), log(q), { logTarget: true }).item()).toBeCloseTo(0.3764114314327321, 14);
  });

  it('counts nothing where the target is 0', () => {
    const x = tensor([-Infinity, 0], { requiresGrad: true });
    const loss = klDiv(x, tensor([0, 1]));
    expect(loss.item()).toBe(0);
    expect(grad(loss, [x])[0]!.toArray()).toEqual([-0, -1]);
  });
});
