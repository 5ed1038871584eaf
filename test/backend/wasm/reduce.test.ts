import fc from 'fast-check';
import { describe, test } from 'vitest';
import { startWasm } from '../../../src/backend/wasm/start.ts';
import type { KernelCase } from '../kernel-cases.ts';
import { checkRandomly, dtypes, indices, operand, shapes } from './arbitrary.ts';

const device = await startWasm();

describe('folds along any axes', () => {
  for (const kernel of ['All', 'Any', 'Max', 'Mean', 'Min', 'Prod', 'Sum'] as const) {
    test(kernel, async () => {
      const cases = fc
        .tuple(
          shapes(0, 6, kernel === 'Max' || kernel === 'Min' ? 1 : 0),
          kernel === 'All' || kernel === 'Any' ? fc.constant('bool' as const) : dtypes,
          fc.boolean(),
        )
        .chain(([shape, dtype, keepDims]) =>
          fc.tuple(operand(shape, dtype, { specials: true }), fc.subarray([...shape.keys()])).map(([x, axes]): KernelCase => {
            const attrs = kernel === 'Max' ? { reductionIndices: axes, keepDims } : { axis: axes, keepDims };
            return { kernel, title: 'random', inputs: { x }, attrs };
          }),
        );
      await checkRandomly(device, cases);
    });
  }

  for (const kernel of ['ArgMax', 'ArgMin', 'Cumprod', 'Cumsum'] as const) {
    test(kernel, async () => {
      const cases = fc
        .tuple(shapes(1, 5, 1), fc.constantFrom('float' as const, 'int32' as const), fc.boolean(), fc.boolean(), fc.nat(4))
        .chain(([shape, dtype, exclusive, reverse, axis]) =>
          operand(shape, dtype, { specials: kernel.startsWith('Arg') }).map((x): KernelCase => {
            const along = axis % shape.length;
            const attrs = kernel.startsWith('Arg') ? { axis: along } : { axis: along, exclusive, reverse };
            return { kernel, title: 'random', inputs: { x }, attrs };
          }),
        );
      await checkRandomly(device, cases);
    });
  }
});

describe('over the last axis', () => {
  for (const kernel of ['LogSoftmax', 'Softmax'] as const) {
    test(kernel, async () => {
      const cases = shapes(1, 4, 0).chain((shape) =>
        operand(shape, 'float', { specials: true }).map((logits): KernelCase => ({
          kernel,
          title: 'random',
          inputs: { logits },
          attrs: kernel === 'Softmax' ? { dim: shape.length - 1 } : { axis: shape.length - 1 },
        })),
      );
      await checkRandomly(device, cases);
    });
  }

  test('SparseSoftmaxCrossEntropy', async () => {
    const cases = fc.tuple(fc.nat(7), fc.integer({ min: 1, max: 40 })).chain(([n, c]) =>
      fc.tuple(operand([n, c]), indices([n], c)).map(([logits, labels]): KernelCase => ({
        kernel: 'SparseSoftmaxCrossEntropy',
        title: 'random',
        inputs: { logits, labels },
        attrs: {},
      })),
    );
    await checkRandomly(device, cases);
  });

  test('TopK', async () => {
    const cases = fc
      .tuple(fc.nat(3), fc.integer({ min: 1, max: 60 }), fc.nat(59), fc.constantFrom('float' as const, 'int32' as const))
      .chain(([rows, width, k, dtype]) =>
        operand([rows, width], dtype, { specials: true }).map((x): KernelCase => ({
          kernel: 'TopK',
          title: 'random',
          inputs: { x },
          attrs: { k: (k % width) + 1, sorted: true },
        })),
      );
    await checkRandomly(device, cases);
  });

  for (const kernel of ['LRN', 'LRNGrad'] as const) {
    test(kernel, async () => {
      const cases = fc.tuple(shapes(4, 4), fc.nat(3)).chain(([shape, depthRadius]) =>
        fc.tuple(operand(shape), operand(shape), operand(shape)).map(([x, y, dy]): KernelCase => ({
          kernel,
          title: 'random',
          inputs: kernel === 'LRN' ? { x } : { x, y, dy },
          attrs: { depthRadius, bias: 1.5, alpha: 0.3, beta: 0.75 },
        })),
      );
      await checkRandomly(device, cases);
    });
  }
});
