import { crossEntropy, device, openScope, randn, tensor } from 'megagrad';
import { Linear, ReLU, Sequential } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { serve } from '../subject.ts';
import { batchSize, classes, hiddenUnits, labels, learningRate, pixels } from './mlp-shape.ts';

await serve(async () => {
  await device.use('wasm');
  const model = new Sequential(new Linear(pixels, hiddenUnits), new ReLU(), new Linear(hiddenUnits, classes));
  const optimizer = new SGD(model.parameters(), { learningRate });
  const x = randn([batchSize, pixels]);
  const y = tensor(labels);
  return async () => {
    using _step = openScope();
    const loss = crossEntropy(model.forward(x), y);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return await loss.data();
  };
});
