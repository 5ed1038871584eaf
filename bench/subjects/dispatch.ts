/** A thousand additions of two elements: `dispatch.ts wasm bare`, or `no grad`, or `recording`. */
import { getKernel, type KernelConfig } from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { add, device, noGrad, tensor, type DeviceName } from 'megagrad';
import { dataTypes, type Binding } from '../../src/backend/tensorflow/binding.ts';
import { findAddon } from '../../src/backend/tensorflow/installed.node.ts';
import { ownTable, TfjsDevice } from '../../src/backend/tfjs-device.ts';
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

/** What wasm's kernel takes by itself: ours if there is one, else the stock one. */
function bareWasm(): Step {
  const { current } = device;
  if (!(current instanceof TfjsDevice)) throw new TypeError(`bench: no tfjs backend: ${current.name}.`);
  const { backend } = current;
  const find: (kernel: string, table: string) => KernelConfig | undefined = getKernel;
  const { kernelFunc } = (find('Add', ownTable('wasm')) ?? find('Add', 'wasm'))!;
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

const [name, way] = process.argv.slice(2) as [DeviceName, string];

await serve(async () => {
  await device.use(name);
  if (way !== 'bare') return throughApi(way === 'recording');
  return name === 'wasm' ? bareWasm() : bareTensorflow();
});
