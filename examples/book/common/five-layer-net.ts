import { crossEntropy, Generator, noGrad, scope, type Tensor } from 'megagrad';
import { DataLoader, mnist } from 'megagrad/data';
import { init, type Initializer, type Layer } from 'megagrad/nn';
import type { Optimizer } from 'megagrad/optim';
import { multiLayerNet } from './multi-layer-net.ts';

/** 784-100-100-100-100-10 with ReLU: the network of the comparisons of chapter 6. */
export function fiveLayerNet(weight: Initializer, generator: Generator): Layer {
  return multiLayerNet({ hidden: [100, 100, 100, 100], weight, generator });
}

/**
 * The loss of each step of a run with batches of 128 drawn with replacement, averaged over seeds. As the book's programs do,
 * it measures the loss after the step, on the batch that the step has learned from.
 */
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
    const optimizer = optimizerFor(model);
    let step = 0;
    for await (const { x, y } of new DataLoader(train, { batchSize: 128, replacement: true, generator, steps }))
      mean[step++]! += scope(() => lossBehind(model, optimizer, x, y)) / seeds.length;
    model.dispose();
  }
  return mean;
}

/** Takes a step, and returns the loss behind it. */
function lossBehind(model: Layer, optimizer: Optimizer, x: Tensor, y: Tensor): number {
  optimizer.zeroGrad();
  crossEntropy(model.forward(x), y).backward();
  optimizer.step();
  return noGrad(() => crossEntropy(model.forward(x), y)).item();
}

/** Mean of the losses from one step to another: the loss of a single batch is noise. */
export function meanBetween(losses: Float64Array, from: number, to: number): number {
  const part = losses.subarray(from, to);
  return part.reduce((sum, loss) => sum + loss, 0) / part.length;
}

/** He's initial weights, as the book writes them. */
export const he: Initializer = init.he();
