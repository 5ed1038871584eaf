import { crossEntropy, Generator, noGrad, randn, softmax, tensor, type Tensor } from 'megagrad';
import { DataLoader, mnist, normalize, Subset, type Dataset } from 'megagrad/data';
import { Linear, Module, ReLU, Sequential } from 'megagrad/nn';
import { Adam, SGD } from 'megagrad/optim';
import { accuracy, evaluate } from 'megagrad/train';
import { lines } from 'megagrad/viz';
import type { Context, Program } from '../program.ts';

/** 784-128-10. With `twice` it ends with a softmax, though the loss has one of its own. */
class SimpleNet extends Module {
  readonly fc1: Linear;
  readonly fc2: Linear;
  readonly #twice: boolean;

  constructor(twice: boolean, generator: Generator) {
    super();
    this.fc1 = new Linear(784, 128, { generator });
    this.fc2 = new Linear(128, 10, { generator });
    this.#twice = twice;
  }

  override forward(x: Tensor): Tensor {
    const scores = this.fc2.forward(this.fc1.forward(x).relu());
    return this.#twice ? softmax(scores) : scores;
  }
}

export const program: Program = {
  name: 'ch04-learning/simple-nets',
  title: 'softmax once and twice, and a single step of Adam',
  device: 'auto',
  async run(context) {
    await compareForms(context);
    takeOneStep(context);
  },
};

/** Batches of 64, SGD 0.01: five epochs, in the short form one of a tenth of the images. Returns the mean losses of ten steps each. */
async function learn(model: SimpleNet, data: Dataset, { full, seed }: Context): Promise<number[]> {
  const optimizer = new SGD(model.parameters(), { learningRate: 0.01 });
  const loader = new DataLoader(data, { batchSize: 64, shuffle: true, generator: new Generator(seed) });
  const losses: number[] = [];
  let sum = 0;
  for (let epoch = 0, step = 0; epoch < (full ? 5 : 1); epoch++) {
    model.train();
    for await (const { x, y } of loader) {
      const loss = crossEntropy(model.forward(x), y);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      sum += loss.item();
      for (const used of [x, y, loss]) used.dispose();
      if (++step % 10 !== 0) continue;
      losses.push(sum / 10);
      sum = 0;
    }
  }
  return losses;
}

async function compareForms(context: Context): Promise<void> {
  const { full, seed, figure, save } = context;
  const { train, test } = await mnist();
  const scaled = normalize({ mean: 0.5, std: 0.5 });
  const first = (data: Dataset, count: number): Dataset =>
    new Subset(
      data,
      Int32Array.from({ length: count }, (_, i) => i),
    ).map(scaled);
  const [data, unseen] = [first(train, full ? 60_000 : 6400), first(test, full ? 10_000 : 2000)];
  const runs: { name: string; losses: number[]; correct: number }[] = [];
  for (const twice of [false, true]) {
    const model = new SimpleNet(twice, new Generator(seed));
    const losses = await learn(model, data, context);
    const { accuracy: correct } = await evaluate(model, { data: unseen, metrics: [accuracy] });
    runs.push({ name: twice ? 'softmax twice' : 'softmax once', losses, correct: correct! });
  }
  const series = runs.map(({ name, losses }) => ({ name, x: losses.map((_, i) => 10 * (i + 1)), y: losses }));
  await save('softmax.svg', await lines(series, { xLabel: 'step', yLabel: 'loss' }));
  const [one, two] = [runs[0]!, runs[1]!];
  const after = `after ${10 * one.losses.length} steps`;
  figure({
    row: 20,
    name: `test accuracy ${after}, softmax once and twice`,
    ours: `${one.correct.toFixed(4)}, ${two.correct.toFixed(4)}`,
    met: one.correct > (full ? 0.88 : 0.6) && two.correct < one.correct && two.correct > (full ? 0.6 : 0),
  });
  // The second softmax sees numbers from 0 to 1: it gives the right one of ten e / (e + 9) at most.
  const floor = Math.log((Math.E + 9) / Math.E);
  figure({
    row: 20,
    name: `mean loss of the last ten steps ${after}, softmax once and twice`,
    book: `above ${floor.toFixed(2)} with two`,
    ours: `${one.losses.at(-1)!.toFixed(3)}, ${two.losses.at(-1)!.toFixed(3)}`,
    met: one.losses.at(-1)! < two.losses.at(-1)! - 0.5 && two.losses.every((loss) => loss > floor),
  });
}

/** The multilayer perceptron 10-20-3: one step of Adam, call by call. */
function takeOneStep({ seed, figure }: Context): void {
  const generator = new Generator(seed);
  const model = new Sequential(new Linear(10, 20, { generator }), new ReLU(), new Linear(20, 3, { generator }));
  const optimizer = new Adam(model.parameters(), { learningRate: 0.001 });
  const x = randn([5, 10], { generator });
  const labels = tensor(
    Array.from({ length: 5 }, () => generator.randint(0, 3)),
    { dtype: 'int32' },
  );
  const values = (): string[] => model.parameters().map((parameter) => parameter.dataSync().join());
  const works: string[] = [];
  const check = (call: string, holds: boolean): void => void (holds && works.push(call));

  const before = values();
  check('train', model.train().training);
  const loss = crossEntropy(model.forward(x), labels);
  loss.backward();
  check(
    'backward',
    model.parameters().every(({ grad }) => grad !== null),
  );
  optimizer.step();
  check(
    'step',
    values().every((value, i) => value !== before[i]),
  );
  optimizer.zeroGrad();
  check(
    'zeroGrad',
    model.parameters().every(({ grad }) => grad === null || grad.dataSync().every((value) => value === 0)),
  );
  check('eval', !model.eval().training);
  const again = noGrad(() => crossEntropy(model.forward(x), labels));
  check('noGrad', loss.requiresGrad && !again.requiresGrad);
  check('item', again.item() === again.dataSync()[0]);
  figure({
    row: 21,
    name: 'loss of 10-20-3 before and after one step of Adam',
    book: 'falls',
    ours: `${loss.item().toFixed(4)}, ${again.item().toFixed(4)}`,
    met: again.item() < loss.item(),
  });
  const calls = 'train, backward, step, zeroGrad, eval, noGrad, item';
  figure({ row: 69, name: 'calls that do what those of PyTorch do', book: calls, ours: works.join(', '), met: works.join(', ') === calls });
}
