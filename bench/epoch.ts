import { crossEntropy, device, Generator } from 'megagrad';
import { mnist } from 'megagrad/data';
import { init } from 'megagrad/nn';
import { Adam } from 'megagrad/optim';
import { accuracy, evaluate, fit } from 'megagrad/train';
import { simpleConvNet } from '../examples/book/ch08-deep-learning/models/simple-conv-net.ts';
import { absentDevice, isInstalled, measured } from './installed.ts';
import type { Bench } from './result.ts';

const initializers = { 'the values of the book': init.normal(0.01), "He's values": init.he() };

/**
 * SimpleConvNet after an epoch of 600 steps, Adam 0.001, batches of 100, on real MNIST.
 * At least 0.955 of the test images with the book's initial values and 0.97 with He's is the aim.
 */
export const epoch: Bench = async function* () {
  const { train, test } = await mnist({ flatten: false, synthetic: 'never' });
  for (const name of measured) {
    if (!isInstalled(name)) {
      yield absentDevice('epoch', name);
      continue;
    }
    await device.use(name);
    for (const [values, weight] of Object.entries(initializers)) {
      const start = performance.now();
      const generator = new Generator(0);
      const model = simpleConvNet(generator, { weight });
      const optimizer = new Adam(model.parameters(), { learningRate: 0.001 });
      await fit(model, { data: train, loss: crossEntropy, optimizer, batchSize: 100, generator });
      const { accuracy: testAccuracy } = await evaluate(model, { data: test, metrics: [accuracy] });
      const seconds = (performance.now() - start) / 1000;
      yield { bench: 'epoch', subject: `${name} SimpleConvNet, ${values}`, testAccuracy: testAccuracy!, seconds };
    }
  }
};
