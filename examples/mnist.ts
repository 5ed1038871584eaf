/**
 * Trains the book's two-layer network on MNIST, checks its gradients against central differences, draws its graph.
 *
 *   npm start -- --steps 10000 --seed 0 --device auto --json
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError, Option } from 'commander';
import { crossEntropy, device, Generator, noGrad, scope, type DeviceName, type Tensor } from 'megagrad';
import { DataLoader, mnist, toTensor, type ArrayDataset } from 'megagrad/data';
import { SGD } from 'megagrad/optim';
import { gradcheck } from 'megagrad/testing';
import { draw, lines } from 'megagrad/viz';
import { Objective, TwoLayerNet } from './two-layer-net.ts';

interface Options {
  readonly steps: number;
  readonly seed: number;
  readonly device: DeviceName | 'auto';
  readonly out: string;
  readonly json: boolean;
}

/** The book's setting: batches of 100 drawn with replacement, so 600 steps are an epoch of 60,000 images. */
const batchSize = 100;
const learningRate = 0.1;
const stepsPerEpoch = 600;

function whole(from: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < from) throw new InvalidArgumentError(`Use a whole number from ${from}.`);
    return value;
  };
}

const options = new Command('megagrad-example')
  .description('Trains a two-layer network on MNIST, checks its gradients, draws its graph.')
  .option('--steps <n>', 'training steps', whole(1), 10_000)
  .option('--seed <n>', 'seed of weights and batches', whole(0), 0)
  .addOption(
    new Option('--device <name>', 'where to compute').choices(['auto', 'reference', 'wasm', 'webgpu', 'tensorflow']).default('auto'),
  )
  .option('--out <folder>', 'where the drawings go', 'out')
  .option('--json', 'end with one line of JSON', false)
  .allowExcessArguments(false)
  .parse()
  .opts<Options>();

/** Progress and words for people: on stderr when stdout is for a program. */
const say = (line: string): void => void (options.json ? process.stderr : process.stdout).write(`${line}\n`);

const report = await device.use(options.device);
const { train, test } = await mnist();
const source = train.source === 'synthetic' ? 'synthetic digits drawn by megagrad, for want of MNIST' : `MNIST from ${train.source}`;
say(`device     ${report.name}`);
say(`data       ${source}: ${train.length} images to train, ${test.length} to test`);

const generator = new Generator(options.seed);
const net = new TwoLayerNet(generator);
const optimizer = new SGD(net.parameters(), { learningRate });
const started = performance.now();
const gradientError = checkGradients();
say(`gradients  worst relative error against central differences: ${gradientError.toExponential(1)}`);

const losses: number[] = [];
const accuracies = { steps: [] as number[], train: [] as number[], test: [] as number[] };
await learn();
const testAccuracy = accuracies.test.at(-1)!;
const seconds = (performance.now() - started) / 1000;
const files = await drawAll();
say(`finished   test accuracy ${percent(testAccuracy)} after ${options.steps} steps, ${seconds.toFixed(1)} s on ${report.name}`);
say(`drawn      ${files.join(', ')}`);
if (options.json) {
  process.stdout.write(
    `${JSON.stringify({ device: report.name, source: train.source, steps: options.steps, testAccuracy, seconds, gradientError, files })}\n`,
  );
}

/** Three images through network and loss, in float64: the book's gradient check of section 5.7.4. */
function checkGradients(): number {
  const { x, y } = train.batch(Int32Array.of(0, 1, 2));
  return gradcheck(new Objective(net), [toTensor(x), toTensor(y)]).worstRelativeError;
}

async function learn(): Promise<void> {
  const bar = new SingleBar({
    format: '{bar} {value}/{total} loss {loss} accuracy {accuracy} | {rate} steps/s, {eta_formatted} left',
    clearOnComplete: true,
  });
  bar.start(options.steps, 0, { loss: '-', accuracy: '-', rate: '-' });
  const loader = new DataLoader(train, { batchSize, replacement: true, steps: options.steps, generator });
  const begun = performance.now();
  for await (const { x, y } of loader) {
    const loss = scope(() => step(x, y));
    losses.push((await loss.data())[0]!);
    for (const tensor of [loss, x, y]) tensor.dispose();
    const done = losses.length;
    if (done % stepsPerEpoch === 0 || done === options.steps) await evaluate(done);
    const rate = Math.round((1000 * done) / (performance.now() - begun));
    bar.update(done, { loss: losses.at(-1)!.toFixed(3), accuracy: percent(accuracies.test.at(-1)), rate });
  }
  bar.stop();
}

function step(x: Tensor, y: Tensor): Tensor {
  const loss = crossEntropy(net.forward(x), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  return loss;
}

async function evaluate(done: number): Promise<void> {
  accuracies.steps.push(done);
  accuracies.train.push(await accuracyOn(train, 10_000));
  accuracies.test.push(await accuracyOn(test, test.length));
  say(
    `step ${String(done).padStart(5)} loss ${losses.at(-1)!.toFixed(4)}, accuracy ${percent(accuracies.train.at(-1))} train, ${percent(accuracies.test.at(-1))} test`,
  );
}

/** Share of right answers among the first `count` images. */
async function accuracyOn(images: ArrayDataset, count: number): Promise<number> {
  let right = 0;
  for (let from = 0; from < count; from += 1000) {
    const { x, y } = images.batch(Int32Array.from({ length: Math.min(1000, count - from) }, (_, i) => from + i));
    const answers = noGrad(() => scope(() => net.forward(toTensor(x)).argMax(1)));
    const classes = await answers.data();
    answers.dispose();
    for (let i = 0; i < classes.length; i++) if (classes[i] === y.data[i]) right++;
  }
  return right / count;
}

/** The graph of one step, and the curves of all. */
async function drawAll(): Promise<string[]> {
  await mkdir(options.out, { recursive: true });
  const { x, y } = train.batch(Int32Array.from({ length: batchSize }, (_, i) => i));
  const [inputs, labels] = [toTensor(x), toTensor(y)];
  inputs.label = 'images';
  labels.label = 'labels';
  const computation = (): Tensor => new Objective(net).forward(inputs, labels);
  const graph = ['graph.dot', 'graph.svg'].map((name) => join(options.out, name));
  for (const file of graph) await draw(computation, file, { values: false });
  const curves = join(options.out, 'curves.svg');
  const at = Array.from(losses, (_, i) => i + 1);
  await writeFile(
    curves,
    await lines(
      [
        { name: 'training loss', panel: 'loss', x: at, y: losses },
        { name: 'train', panel: 'accuracy', x: accuracies.steps, y: accuracies.train },
        { name: 'test', panel: 'accuracy', x: accuracies.steps, y: accuracies.test },
      ],
      { title: `Two-layer network on ${train.source === 'synthetic' ? 'synthetic digits' : 'MNIST'}`, xLabel: 'step' },
    ),
  );
  return [...graph, curves];
}

function percent(share: number | undefined): string {
  return share === undefined ? '-' : `${(100 * share).toFixed(2)} %`;
}
