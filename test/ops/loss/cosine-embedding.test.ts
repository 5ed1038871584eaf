import { cosineEmbedding, Generator, grad, randn, tensor } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { reductions, rows, signs, sines } from './loss-cases.ts';

describeOp(
  cosineEmbedding,
  { a: anyReal, b: anyReal, target: signs },
  {
    // Vectors of one or two elements are often nearly parallel, and a cosine of 1 or -1 is an extremum: relative errors of its slope say nothing.
    shapes: rows.filter((shape) => shape.at(-1)! > 2).map((shape) => ({ a: shape, b: shape, target: shape.slice(0, -1) })),
    // Below every cosine: no kink.
    attrs: reductions.map((options) => ({ ...options, margin: -2 })),
    errors: [
      {
        shapes: { a: [2, 3], b: [2, 4], target: [2] },
        message: 'cosineEmbedding: a and b must have the same shape: a [2,3], b [2,4]. Reshape one of them.',
      },
      {
        shapes: { a: [2, 3], b: [2, 3], target: [3] },
        message: 'cosineEmbedding: target must be [...N] with a and b [...N,D]: target [3], a [2,3]. Give one number for each pair.',
      },
    ],
  },
);

describe('cosineEmbedding', () => {
  it('is the mean that PyTorch documents', () => {
    // CosineEmbeddingLoss's formula, numpy 2.4: u = sin(k)[:, :3]; v = np.cos(np.arange(9.)).reshape(3, 3);
    // c = (u * v).sum(1) / np.sqrt((u * u).sum(1) * (v * v).sum(1)); np.where(t == 1, 1 - c, np.maximum(0, c - .1)).mean()
    const u = sines.slice({ begin: [0, 0], size: [3, 3] });
    const v = tensor(
      Float64Array.from({ length: 9 }, (_, k) => Math.cos(k)),
      { shape: [3, 3] },
    );
    expect(cosineEmbedding(u, v, tensor([1, -1, -1]), { margin: 0.1 }).item()).toBeCloseTo(0.834744328423969, 11);
  });

  it('counts a vector of zeros as at right angles to all', () => {
    const a = tensor([0, 0], { requiresGrad: true });
    const loss = cosineEmbedding(a, randn([2], { generator: new Generator(0) }), tensor(1));
    expect(loss.item()).toBe(1);
    expect(grad(loss, [a])[0]!.isFinite().all().item()).toBe(1);
  });
});
