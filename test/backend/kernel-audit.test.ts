import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getKernelsForBackend } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { device } from '../../src/backend/devices.ts';
import { kernels as referenceKernels } from '../../src/backend/reference/kernels.ts';
import { findAddon } from '../../src/backend/tensorflow/installed.node.ts';
import { kernels as tensorflowKernels } from '../../src/backend/tensorflow/kernels/index.ts';
import { ownTable } from '../../src/backend/tfjs-device.ts';
import { registerKernels } from '../../src/backend/webgpu/register.ts';
import stock from './tensorflow/stock-kernels.json' with { type: 'json' };
import { stockKernels } from './tensorflow/stock-kernels.ts';

/** The names in the kernel map: reference has them all, or does not compile. */
const named = Object.keys(referenceKernels).sort();

/** Square matrices are computed on the host where a device has no kernel for them (composed/linalg.ts). */
const onHost = ['Cholesky', 'LogMatrixDeterminant', 'MatrixDeterminant', 'MatrixInverse', 'MatrixSolve', 'MatrixTriangularSolve'];

/** Kernels that the sources of the ops call by name. */
function called(): Set<string> {
  const ops = join(import.meta.dirname, '../../src/ops');
  const sources = readdirSync(ops, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const calls = sources.flatMap((file) => [
    ...readFileSync(join(ops, file), 'utf8').matchAll(/\b(?:kernel|kernelOn|linalgKernel)\([^']*'([A-Z]\w+)'/g),
  ]);
  return new Set(calls.map(([, name]) => name!));
}

function missing(has: (name: string) => boolean): string[] {
  return named.filter((name) => !has(name) && !onHost.includes(name));
}

test('ops call only kernels of the map', () => {
  const names = called();
  expect(names.size).toBeGreaterThan(50);
  expect([...names].filter((name) => !named.includes(name))).toEqual([]);
});

test('wasm has every kernel', async () => {
  const wasm = await device.start('wasm');
  expect(missing((name) => wasm.has(name))).toEqual([]);
});

test('webgpu has every kernel, whether an adapter is here or not', async () => {
  await import('@tensorflow/tfjs-backend-webgpu');
  registerKernels();
  const registered = new Set(
    ['webgpu', ownTable('webgpu')].flatMap((table) => getKernelsForBackend(table).map(({ kernelName }) => kernelName)),
  );
  expect(missing((name) => registered.has(name))).toEqual([]);
});

test('tensorflow has every kernel, whether it is installed or not', () => {
  expect(missing((name) => Object.hasOwn(tensorflowKernels, name))).toEqual([]);
});

/**
 * stock-kernels.json: stockKernels() of the folder that `npm pack @tensorflow/tfjs-node-gpu@4.22.0` packs. tfjs-node
 * 4.22.0 has the same.
 */
test('stock tfjs-node lacks kernels that ops need: the device has its own', () => {
  expect(named.filter((name) => !stock.includes(name) && !onHost.includes(name))).toEqual([
    'AdamUpdate',
    'BroadcastTo',
    'LogSoftmax',
    'MaxPoolIndicesGrad',
    'MaxPoolWithIndices',
    'ReluGrad',
    'SigmoidGrad',
    'SparseSoftmaxCrossEntropy',
    'TanhGrad',
  ]);
});

const addon = findAddon();

test.runIf(addon?.build !== undefined)('the list of stock kernels is that of the package which was built', () => {
  expect(addon!.build!.tfjs).toBe('4.22.0');
  expect(stockKernels(join(dirname(addon!.path), 'tfjs'))).toEqual(stock);
});
