import { Parameter, tensor } from 'megagrad';
import { AdaGrad, Adam, RMSProp, SGD, type Optimizer } from 'megagrad/optim';
import type { Program } from '../program.ts';
import { rounding } from '../common/rounding.ts';
import { descend, start } from '../common/valley.ts';

/** What a rule keeps of one number from step to step. */
interface Kept {
  v: number;
  h: number;
  m: number;
}

interface Compared {
  readonly row: number;
  readonly name: string;
  readonly ours: (parameters: Parameter[]) => Optimizer;
  /** The book's rule for one number `w` with gradient `g` at step `t`, from 1: the next `w`. */
  readonly book: (w: number, g: number, kept: Kept, t: number) => number;
}

const compared: readonly Compared[] = [
  { row: 59, name: 'SGD', ours: (p) => new SGD(p, { learningRate: 0.95 }), book: (w, g) => w - 0.95 * g },
  {
    row: 60,
    name: 'Momentum',
    ours: (p) => new SGD(p, { learningRate: 0.1, momentum: 0.9 }),
    book: (w, g, kept) => {
      kept.v = 0.9 * kept.v - 0.1 * g;
      return w + kept.v;
    },
  },
  {
    row: 61,
    name: 'Nesterov',
    ours: (p) => new SGD(p, { learningRate: 0.01, momentum: 0.9, nesterov: true }),
    book: (w, g, kept) => {
      const next = w + 0.9 * 0.9 * kept.v - (1 + 0.9) * 0.01 * g;
      kept.v = 0.9 * kept.v - 0.01 * g;
      return next;
    },
  },
  {
    row: 62,
    name: 'AdaGrad',
    ours: (p) => new AdaGrad(p, { learningRate: 1.5, epsilon: 1e-7 }),
    book: (w, g, kept) => {
      kept.h += g * g;
      return w - (1.5 * g) / (Math.sqrt(kept.h) + 1e-7);
    },
  },
  {
    row: 63,
    name: 'RMSProp',
    ours: (p) => new RMSProp(p, { learningRate: 0.01, rho: 0.99, epsilon: 1e-7 }),
    book: (w, g, kept) => {
      kept.h = 0.99 * kept.h + (1 - 0.99) * g * g;
      return w - (0.01 * g) / (Math.sqrt(kept.h) + 1e-7);
    },
  },
  {
    row: 64,
    name: 'Adam',
    ours: (p) => new Adam(p, { learningRate: 0.3, correction: 'rate', epsilon: 1e-7 }),
    book: (w, g, kept, t) => {
      const rate = (0.3 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
      kept.m += (1 - 0.9) * (g - kept.m);
      kept.v += (1 - 0.999) * (g * g - kept.v);
      return w - (rate * kept.m) / (Math.sqrt(kept.v) + 1e-7);
    },
  },
];

/** The way down the valley by the book's rule; its gradient is (x / 10, 2 y). */
function byHand(rule: Compared['book'], steps: number): [number, number][] {
  const kept = [0, 1].map((): Kept => ({ v: 0, h: 0, m: 0 }));
  const points: [number, number][] = [[...start]];
  for (let t = 1; t <= steps; t++) {
    const [x, y] = points.at(-1)!;
    points.push([rule(x, x / 10, kept[0]!, t), rule(y, 2 * y, kept[1]!, t)]);
  }
  return points;
}

/** How far a parameter moves at the last of these gradients. */
function lastStep(make: Compared['ours'], gradients: readonly number[]): number {
  const p = new Parameter(tensor(0));
  const optimizer = make([p]);
  let before = 0;
  for (const gradient of gradients) {
    before = p.item();
    optimizer.zeroGrad();
    p.mul(gradient).backward();
    optimizer.step();
  }
  return before - p.item();
}

export const program: Program = {
  name: 'ch06-training/update-rules',
  title: "the optimizers step by step, against the book's rules in plain numbers",
  device: 'reference',
  async run({ figure }) {
    const steps = 30;
    for (const { row, name, ours, book } of compared) {
      const hand = byHand(book, steps);
      const apart = descend(ours, steps).map(([x, y], i) => Math.max(Math.abs(x - hand[i]![0]), Math.abs(y - hand[i]![1])));
      const worst = Math.max(...apart);
      // The operations come in another order: rounding only, of numbers up to 7.
      figure({
        row,
        name: `${name}: ${steps} steps from the book's rule`,
        book: '0',
        ours: worst.toExponential(1),
        met: worst < rounding(),
      });
    }

    const rule = (name: string): Compared['ours'] => compared.find((one) => one.name === name)!.ours;
    const points = descend(rule('SGD'), steps);
    const turns = points.filter(([, y], i) => i > 0 && y * points[i - 1]![1] < 0).length;
    figure({ row: 59, name: 'steps of SGD that cross the valley', book: 'zigzag', ours: `${turns} of ${steps}`, met: turns === steps });

    // One large gradient, then small ones: AdaGrad's sum stays large, RMSProp's average forgets it.
    const gradients = [100, ...Array.from({ length: 1000 }, () => 1)];
    const [adaGrad, rmsProp] = [
      lastStep((p) => new AdaGrad(p, { learningRate: 0.01, epsilon: 1e-7 }), gradients),
      lastStep(rule('RMSProp'), gradients),
    ];
    const alone = lastStep(rule('RMSProp'), gradients.slice(1));
    figure({
      row: 62,
      name: 'step of AdaGrad, rate 0.01, 1000 steps after a gradient of 100',
      book: 'shrinks for good',
      ours: adaGrad.toExponential(1),
      met: adaGrad < 1.05e-4,
    });
    figure({
      row: 63,
      name: 'the same of RMSProp, by its step without that gradient',
      book: 'forgotten',
      ours: (rmsProp / alone).toFixed(3),
      met: rmsProp / alone > 0.7 && rmsProp > 50 * adaGrad,
    });

    const firstSteps = [-1000, 0.001].map((gradient) => lastStep(rule('Adam'), [gradient]));
    figure({
      row: 64,
      name: "Adam's first step, rate 0.3, for gradients of -1000 and 0.001",
      book: 'the rate, with the sign of the gradient',
      ours: firstSteps.map((step) => step.toFixed(4)).join(', '),
      met: firstSteps.every((step, i) => Math.abs(step - [-0.3, 0.3][i]!) < 0.003),
    });
  },
};
