import fc from 'fast-check';
import { test } from 'vitest';
import { startWasm } from '../../../src/backend/wasm/start.ts';
import type { KernelCase } from '../kernel-cases.ts';
import { broadcastingShapes, checkRandomly, operand } from './arbitrary.ts';

const device = await startWasm();

test('batches broadcast, operands transposed', async () => {
  const length = fc.nat(20);
  const cases = fc
    .tuple(broadcastingShapes(3), length, length, length, fc.boolean(), fc.boolean())
    .chain(([[left, right], m, k, n, transposeA, transposeB]) =>
      fc
        .tuple(operand([...left, ...(transposeA ? [k, m] : [m, k])]), operand([...right, ...(transposeB ? [n, k] : [k, n])]))
        .map(([a, b]): KernelCase => ({ kernel: 'BatchMatMul', title: 'random', inputs: { a, b }, attrs: { transposeA, transposeB } })),
    );
  await checkRandomly(device, cases);
});

test('products longer and wider than what is packed at once', async () => {
  const cases = fc.tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 250, max: 520 }),
    fc.integer({ min: 120, max: 270 }),
    fc.boolean(),
    fc.boolean(),
  );
  await checkRandomly(
    device,
    cases.chain(([m, k, n, transposeA, transposeB]) =>
      fc
        .tuple(operand(transposeA ? [k, m] : [m, k]), operand(transposeB ? [n, k] : [k, n]))
        .map(([a, b]): KernelCase => ({ kernel: 'BatchMatMul', title: 'random', inputs: { a, b }, attrs: { transposeA, transposeB } })),
    ),
  );
});
