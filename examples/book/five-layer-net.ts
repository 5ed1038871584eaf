import { crossEntropy, Generator } from 'megagrad';
import { mnist } from 'megagrad/data';
import { init, Linear, ReLU, Sequential, type Initializer, type Layer } from 'megagrad/nn';
import type { Optimizer } from 'megagrad/optim';
import { fit } from 'megagrad/train';

/** 784-100-100-100-100-10 with ReLU: the network of the comparisons of chapter 6. */
export function fiveLayerNet(weight: Initializer, generator: Generator): Layer {
  const sizes = [784, 100, 100, 100, 100, 10];
  const layers = sizes.slice(1).flatMap((size, i) => [new Linear(sizes[i]!, size, { weight, generator }), new ReLU()]);
  return new Sequential(...layers.slice(0, -1));
}

/** The loss of each step of a run with batches of 128 drawn with replacement, averaged over seeds. */
export async function lossesOver(
  seeds: readonly number[],
  steps: number,
  weight: Initializer,
  optimizerFor: (model: Layer) => Optimizer,
): Promise<Float64Array> {
  const { train } = await mnist();
  const mean = new Float64Array(steps);
  for (const seed of seeds) {
    const generator = new Generator(seed);
    const model = fiveLayerNet(weight, generator);
    const { losses } = await fit(model, {
      data: train,
      loss: crossEntropy,
      optimizer: optimizerFor(model),
      batchSize: 128,
      replacement: true,
      generator,
      steps,
    });
    losses.forEach((loss, i) => (mean[i]! += loss / seeds.length));
    model.dispose();
  }
  return mean;
}

/** Mean of the losses from one step to another: the loss of a single batch is noise. */
export function meanBetween(losses: Float64Array, from: number, to: number): number {
  const part = losses.subarray(from, to);
  return part.reduce((sum, loss) => sum + loss, 0) / part.length;
}

/** He's initial weights, as the book writes them. */
export const he: Initializer = init.he();
