/** A thousand additions of two elements: `dispatch.ts wasm kernel`, or `tfjs kernel`, or `no grad`, or `recording`. */
import { getKernel } from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { add, device, noGrad, tensor } from 'megagrad';
import { dataTypes, type Binding } from '../../src/backend/tensorflow/binding.ts';
import { findAddon } from '../../src/backend/tensorflow/installed.node.ts';
import { ownTable, TfjsDevice } from '../../src/backend/tfjs-device.ts';
import type { MeasuredDevice } from '../installed.ts';
import { serve, type Step } from '../subject.ts';

const adds = 1000;

function throughApi(recording: boolean): Step {
  const a = tensor([1, 2], { requiresGrad: recording });
  const b = tensor([3, 4]);
  const run = (): void => {
    for (let i = 0; i < adds; i++) add(a, b).dispose();
  };
  return recording ? run : () => noGrad(run);
}

/** What a kernel takes by itself, of the device or of tfjs. */
function bareWasm(table: string): Step {
  const { current } = device;
  if (!(current instanceof TfjsDevice)) throw new TypeError(`bench: no tfjs backend: ${current.name}.`);
  const { backend } = current;
  const { kernelFunc } = getKernel('Add', table);
  const block = (values: number[]) => ({
    dataId: backend.write(Float32Array.from(values), [2], 'float32'),
    shape: [2],
    dtype: 'float32' as const,
  });
  const inputs = { a: block([1, 2]), b: block([3, 4]) };
  return () => {
    for (let i = 0; i < adds; i++) {
      const output = kernelFunc({ inputs, backend, attrs: {} });
      if (!Array.isArray(output)) backend.disposeData(output.dataId);
    }
  };
}

/** What TensorFlow's op takes through its addon. */
function bareTensorflow(): Step {
  const binding = createRequire(import.meta.url)(findAddon()!.path) as Binding;
  const [a, b] = [Float32Array.of(1, 2), Float32Array.of(3, 4)].map((values) => binding.createTensor([2], dataTypes.float32, values));
  const inputs = [a!, b!];
  return () => {
    for (let i = 0; i < adds; i++) binding.deleteTensor(binding.executeOp('AddV2', [], inputs, 1)[0]!.id);
  };
}

const [name, way] = process.argv.slice(2) as [MeasuredDevice, string];

await serve(async () => {
  await device.use(name);
  if (!way.endsWith('kernel')) return throughApi(way === 'recording');
  if (name === 'tensorflow') return bareTensorflow();
  return bareWasm(way === 'kernel' ? ownTable('wasm') : 'wasm');
});
