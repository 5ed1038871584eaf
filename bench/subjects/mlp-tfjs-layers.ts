import '@tensorflow/tfjs-backend-wasm';
import { oneHot, randomNormal, setBackend, tensor1d, train } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { serve } from '../subject.ts';
import { batchSize, classes, hiddenUnits, labels, learningRate, pixels } from './mlp-shape.ts';

await serve(async () => {
  await setBackend('wasm');
  const model = sequential({
    layers: [
      layers.dense({ units: hiddenUnits, activation: 'relu', inputShape: [pixels] }),
      layers.dense({ units: classes, activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer: train.sgd(learningRate), loss: 'categoricalCrossentropy' });
  const x = randomNormal([batchSize, pixels]);
  const y = oneHot(tensor1d(labels, 'int32'), classes);
  return () => model.trainOnBatch(x, y);
});
