import { cholesky, Generator, matMul, tensor, triangularSolve, type Tensor } from 'megagrad';
import { lines, type Series } from 'megagrad/viz';
import type { Program } from '../program.ts';

/** The function to be made small, costly to ask: Forrester's, on [0, 1]; its least value is -6.0207 at 0.7572. */
const objective = (x: number): number => (6 * x - 2) ** 2 * Math.sin(12 * x - 4);
const least = -6.0207;

/** How alike the function is at two places: a Gaussian of their distance. */
const likeness = (a: number, b: number): number => Math.exp(-((a - b) ** 2) / (2 * 0.1 ** 2));

interface Asked {
  readonly x: number[];
  readonly y: number[];
}

/** A Gaussian process through what was asked: mean and standard deviation at x. */
function posterior({ x, y }: Asked): (at: number) => { mean: number; deviation: number } {
  const level = y.reduce((sum, value) => sum + value, 0) / y.length;
  const scale = Math.sqrt(y.reduce((sum, value) => sum + (value - level) ** 2, 0) / y.length) || 1;
  const factor = cholesky(tensor(x.map((a, i) => x.map((b, j) => likeness(a, b) + (i === j ? 1e-4 : 0)))));
  const targets = triangularSolve(factor, tensor(y.map((value) => [(value - level) / scale])), { lower: true });
  return (at) => {
    const v: Tensor = triangularSolve(factor, tensor(x.map((one) => [likeness(one, at)])), { lower: true });
    const mean = matMul(v, targets, { transposeA: true }).item();
    const deviation = Math.sqrt(Math.max(0, 1 - matMul(v, v, { transposeA: true }).item()));
    return { mean: level + scale * mean, deviation: scale * deviation };
  };
}

/** How much lower than the best so far a place is expected to be (Mockus 1978). */
function expectedImprovement(best: number, { mean, deviation }: { mean: number; deviation: number }): number {
  if (deviation < 1e-9) return 0;
  const z = (best - mean) / deviation;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return (
    (best - mean) *
      (1 +
        tensor(z / Math.SQRT2)
          .erf()
          .item()) *
      0.5 +
    deviation * density
  );
}

function ask(asked: Asked, x: number): void {
  asked.x.push(x);
  asked.y.push(objective(x));
}

export const program: Program = {
  name: 'ch06-training/bayesian-optimization',
  title: 'a Gaussian process asks where it expects most, and beats random search',
  device: 'reference',
  async run({ seed, figure, save }) {
    const trials = 12;
    const [bayes, chance]: [number[], number[]] = [[], []];
    const asked: Series[] = [];
    for (let run = 0; run < 5; run++) {
      const generator = new Generator(seed + run);
      const [guided, drawn]: [Asked, Asked] = [
        { x: [], y: [] },
        { x: [], y: [] },
      ];
      for (let i = 0; i < 3; i++) ask(guided, generator.uniform());
      for (let i = 0; i < trials; i++) ask(drawn, generator.uniform());
      while (guided.x.length < trials) {
        const at = posterior(guided);
        const best = Math.min(...guided.y);
        const places = Array.from({ length: 101 }, (_, i) => i / 100);
        const worth = places.map((place) => expectedImprovement(best, at(place)));
        ask(guided, places[worth.indexOf(Math.max(...worth))]!);
      }
      if (run === 0) asked.push({ name: 'random', ...drawn, mark: 'points' }, { name: 'Bayesian', ...guided, mark: 'points' });
      bayes.push(Math.min(...guided.y));
      chance.push(Math.min(...drawn.y));
    }
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    figure({
      row: 82,
      name: `lowest value after ${trials} trials, mean of 5 runs: Bayesian against random`,
      book: 'finds better values',
      ours: `${mean(bayes).toFixed(3)} against ${mean(chance).toFixed(3)} (least: ${least})`,
      met: mean(bayes) < mean(chance) && mean(bayes) < least + 0.2,
    });
    const x = Array.from({ length: 200 }, (_, i) => i / 199);
    const curve = { name: 'objective', x, y: x.map(objective) };
    await save('trials.svg', await lines([curve, ...asked], { title: 'Trials of the first run' }));
  },
};
