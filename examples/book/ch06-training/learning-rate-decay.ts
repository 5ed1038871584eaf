import { crossEntropy, Generator, Parameter, scope, tensor } from 'megagrad';
import { DataLoader, mnist } from 'megagrad/data';
import { cosineDecay, ReduceOnPlateau, Schedule, SGD, stepDecay, type Optimizer } from 'megagrad/optim';
import { evaluate } from 'megagrad/train';
import { lines, type Series } from 'megagrad/viz';
import { multiLayerNet } from '../common/multi-layer-net.ts';
import type { Context, Program } from '../program.ts';
import { first } from '../common/train-conv-net.ts';

/** Sets the rate of the next epoch, from the loss of the last if it is one to look at that. */
type Rule = (optimizer: Optimizer) => { step(validationLoss: number): void };

/** Batches of 10 are noisy: at a rate that stays large the loss goes on jumping. */
const [base, batchSize] = [0.3, 10];

const rules = (epochs: number): Readonly<Record<string, Rule>> => ({
  constant: () => ({ step: () => undefined }),
  // A tenth for the last third.
  step: (optimizer) => new Schedule(optimizer, stepDecay({ size: Math.ceil((2 * epochs) / 3), gamma: 0.1 })),
  cosine: (optimizer) => new Schedule(optimizer, cosineDecay({ steps: epochs })),
  // The second volume, section 6.5: a quarter whenever validation gets no better.
  plateau: (optimizer) => new ReduceOnPlateau(optimizer, { factor: 1 / 4, patience: 0 }),
});

/** The rates that a rule gives for epochs that end with these losses. */
function ratesOf(rule: Rule, learningRate: number, losses: readonly number[]): number[] {
  const optimizer = new SGD([new Parameter(tensor(0))], { learningRate });
  const schedule = rule(optimizer);
  return losses.map((loss) => {
    const { learningRate } = optimizer;
    schedule.step(loss);
    return learningRate;
  });
}

/** The rules by themselves: their rates at given epochs. */
function checkRates(figure: Context['figure']): void {
  const { step, cosine } = rules(6);
  const even = [0, 0, 0, 0, 0, 0, 0];
  for (const [name, rates, expected] of [
    ['a tenth after 4 of 6 epochs', ratesOf(step!, 0.5, even), [0.5, 0.5, 0.5, 0.5, 0.05, 0.05, 0.05]],
    ['half a cosine over 6 epochs', ratesOf(cosine!, 0.5, even), even.map((_, i) => 0.25 * (1 + Math.cos((Math.PI * i) / 6)))],
    // Rate 20, as in the second volume: the third and the last value are no better than the best before.
    [
      'a quarter after no better validation',
      ratesOf(rules(6)['plateau']!, 20, [180, 150, 155, 140, 130, 130, 120]),
      [20, 20, 20, 5, 5, 5, 1.25],
    ],
  ] as const)
    figure({
      row: 58,
      name: `rates: ${name}`,
      book: expected.map((rate) => Number(rate.toFixed(3))).join(' '),
      ours: rates.map((rate) => Number(rate.toFixed(3))).join(' '),
      met: rates.every((rate, i) => Math.abs(rate - expected[i]!) < 1e-12),
    });
}

export const program: Program = {
  name: 'ch06-training/learning-rate-decay',
  title: 'a rate that gets smaller ends lower than the rate that it began with',
  device: 'auto',
  async run({ full, seed, figure, save, say }) {
    checkRates(figure);
    const { train, test } = await mnist();
    const epochs = full ? 20 : 12;
    const stepsPerEpoch = full ? 600 : 100;
    const validation = full ? test : first(test, 1000);
    const curves: Series[] = [];
    const last: Record<string, number> = {};
    for (const [name, rule] of Object.entries(rules(epochs))) {
      const generator = new Generator(seed);
      const model = multiLayerNet({ hidden: [50], generator });
      const optimizer = new SGD(model.parameters(), { learningRate: base });
      const schedule = rule(optimizer);
      const [losses, rates]: [number[], number[]] = [[], []];
      const loader = new DataLoader(train, { batchSize, replacement: true, generator, steps: epochs * stepsPerEpoch });
      let step = 0;
      for await (const { x, y } of loader) {
        scope(() => {
          optimizer.zeroGrad();
          crossEntropy(model.forward(x), y).backward();
          optimizer.step();
        });
        if (++step % stepsPerEpoch !== 0) continue;
        rates.push(optimizer.learningRate);
        losses.push((await evaluate(model, { data: validation, loss: crossEntropy }))['loss']!);
        schedule.step(losses.at(-1)!);
      }
      model.dispose();
      const x = losses.map((_, i) => i + 1);
      curves.push({ name, panel: 'test loss', x, y: losses }, { name, panel: 'rate', x, y: rates });
      last[name] = losses.at(-1)!;
      say(`${name}: loss ${losses.at(-1)!.toFixed(4)}, rate ${rates.map((rate) => rate.toPrecision(2)).join(' ')}`);
    }
    for (const name of ['step', 'cosine', 'plateau'])
      figure({
        row: 58,
        name: `test loss after ${epochs} epochs, ${name} against constant`,
        book: 'lower',
        ours: `${last[name]!.toFixed(4)} < ${last['constant']!.toFixed(4)}`,
        met: last[name]! < last['constant']!,
      });
    await save('losses.svg', await lines(curves, { title: 'Decay of the learning rate', xLabel: 'epoch', columns: 2, width: 320 }));
  },
};
