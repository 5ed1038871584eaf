/** Steps of SimpleConvNet: `fit.ts wasm fit`, or `by hand`. */
import { crossEntropy, device, Generator, openScope, type DeviceName } from 'megagrad';
import { ArrayDataset, DataLoader, type Batch } from 'megagrad/data';
import { training } from 'megagrad/train';
import { serve, type Step } from '../subject.ts';
import { batchSize, classes, pixels } from './mlp-shape.ts';
import { network } from './networks.ts';

const [name, way] = process.argv.slice(2) as [DeviceName, string];

function loaderOfNoise(): DataLoader {
  const rows = 10 * batchSize;
  const x = { data: Float32Array.from(new Generator(0).randn(rows * pixels)), shape: [rows, 28, 28, 1] };
  const y = { data: Int32Array.from({ length: rows }, (_, i) => i % classes), shape: [rows] };
  return new DataLoader(new ArrayDataset(x, y), { batchSize, shuffle: true, seed: 0 });
}

/** `fit` is a loop over `training`, whose steps can be waited for one by one. */
function byFit(): Step {
  const { model, optimizer } = network('SimpleConvNet');
  const run = training(model, { data: loaderOfNoise(), loss: crossEntropy, optimizer, epochs: 1_000_000 });
  return async () => {
    for (;;) {
      const { done, value } = await run.next();
      if (done === true) throw new Error('bench: the run ended.');
      if (value.kind === 'step') return value.loss;
    }
  };
}

function byHand(): Step {
  const { model, optimizer } = network('SimpleConvNet');
  const loader = loaderOfNoise();
  let batches = loader[Symbol.asyncIterator]();
  const nextBatch = async (): Promise<Batch> => {
    const next = await batches.next();
    if (next.done !== true) return next.value;
    batches = loader[Symbol.asyncIterator]();
    return nextBatch();
  };
  return async () => {
    const { x, y } = await nextBatch();
    using _step = openScope();
    const loss = crossEntropy(model.forward(x), y);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    const value = (await loss.data())[0];
    x.dispose();
    y.dispose();
    return value;
  };
}

await serve(async () => {
  await device.use(name);
  return way === 'fit' ? byFit() : byHand();
});
