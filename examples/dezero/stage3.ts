/** Steps 25 to 36: derivatives of derivatives. */
import { add, cos, grad, linspace, mul, pow, sin, tanh, tensor, type Tensor } from 'megagrad';
import { contours, dotToSvg, lines, modelToDot, toDot, trace } from 'megagrad/viz';
import { goldstein } from './stage2.ts';
import type { Step } from './step.ts';

const leaf = (value: number, label = ''): Tensor => tensor(value, { requiresGrad: true, label });

/** Sine by its Taylor series, until a term is smaller than `threshold`. */
function taylorSin(x: Tensor, threshold: number): Tensor {
  let y: Tensor = mul(x, 0);
  let factorial = 1;
  for (let i = 0; i < 100_000; i++) {
    const t = x.pow(2 * i + 1).mul((i % 2 === 0 ? 1 : -1) / factorial);
    y = y.add(t);
    if (Math.abs(t.item()) < threshold) break;
    factorial *= (2 * i + 2) * (2 * i + 3);
  }
  return y;
}

const rosenbrock = (x0: Tensor, x1: Tensor): Tensor => x1.sub(x0.pow(2)).pow(2).mul(100).add(x0.sub(1).pow(2));

const quartic = (x: Tensor): Tensor => x.pow(4).sub(x.pow(2).mul(2));

/** Ten of Newton's steps from 2, given first and second derivative. */
function newton(derivatives: (x: Tensor) => readonly [number, number]): number[] {
  let x = 2;
  return Array.from({ length: 10 }, () => {
    const at = x;
    const [first, second] = derivatives(leaf(x));
    x -= first / second;
    return at;
  });
}

function firstAndSecond(x: Tensor): [number, number] {
  const first = grad(quartic(x), x, { createGraph: true });
  return [first.item(), grad(first, x).item()];
}

/** The n-th derivative of f at x, as a tensor that can be differentiated again. */
function derivative(f: (x: Tensor) => Tensor, x: Tensor, n: number): Tensor {
  let y = f(x);
  for (let i = 0; i < n; i++) y = grad(y.sum(), x, { createGraph: true });
  return y;
}

export const steps: readonly Step[] = [
  {
    number: 25,
    title: 'a graph as DOT',
    run: async ({ save }) => {
      const dot = toDot(add(leaf(1, 'x0'), leaf(1, 'x1')));
      await save('sum.svg', await dotToSvg(dot));
      return { dot: dot.startsWith('digraph') };
    },
  },
  {
    number: 26,
    title: 'the graph of a large expression',
    run: async ({ save }) => {
      const model = trace(() => goldstein(leaf(1, 'x'), leaf(1, 'y')));
      await save('goldstein.svg', await dotToSvg(modelToDot(model, { theme: 'book' })));
      const { nodes, edges } = model;
      return { ops: nodes.filter(({ role }) => role === 'op').length, edges: edges.length };
    },
  },
  {
    number: 27,
    title: 'the derivative of a Taylor series',
    run: () => {
      const at = (threshold: number): { value: number; gradient: number } => {
        const x = leaf(Math.PI / 4);
        const y = taylorSin(x, threshold);
        y.backward();
        return { value: y.item(), gradient: x.grad!.item() };
      };
      const x = leaf(Math.PI / 4);
      const exact = sin(x);
      exact.backward();
      return { exact: { value: exact.item(), gradient: x.grad!.item() }, rough: at(1e-4), fine: at(1e-150) };
    },
  },
  {
    number: 28,
    title: 'gradient descent in a valley',
    run: async ({ save }) => {
      let [x0, x1] = [0, 2];
      let first: number[] = [];
      const path = { name: 'gradient descent', x: [x0], y: [x1] };
      for (let i = 0; i < 1000; i++) {
        const [a, b] = [leaf(x0), leaf(x1)];
        rosenbrock(a, b).backward();
        if (i === 0) first = [a.grad!.item(), b.grad!.item()];
        x0 -= 0.001 * a.grad!.item();
        x1 -= 0.001 * b.grad!.item();
        path.x.push(x0);
        path.y.push(x1);
      }
      const height = (x: number, y: number): number => 100 * (y - x ** 2) ** 2 + (x - 1) ** 2;
      const levels = [1, 10, 50, 200, 1000];
      const options = { title: 'Rosenbrock', xLabel: 'x0', yLabel: 'x1', xRange: [-2, 2], yRange: [-1, 3], levels } as const;
      await save('rosenbrock.svg', await contours(height, { ...options, paths: [path] }));
      return { first, x0, x1 };
    },
  },
  {
    number: 29,
    title: "Newton's method with the second derivative by hand",
    run: () => ({ x: newton((x) => [grad(quartic(x), x).item(), 12 * x.item() ** 2 - 4]) }),
  },
  {
    number: 30,
    title: 'what a gradient is made of: tensors',
    run: () => {
      const x = leaf(2);
      quartic(x).backward();
      return { gradient: x.grad!.toString() };
    },
  },
  {
    number: 31,
    title: 'the computation of a gradient has a graph of its own, if asked for',
    run: () => {
      const x = leaf(2);
      return { recorded: grad(quartic(x), x, { createGraph: true }).requiresGrad, plain: grad(quartic(x), x).requiresGrad };
    },
  },
  {
    number: 32,
    title: 'gradients that accumulate through two passes',
    run: () => {
      const x = leaf(2);
      quartic(x).backward({ createGraph: true });
      const first = x.grad!;
      return { first: first.item(), second: grad(first, x).item() };
    },
  },
  { number: 33, title: "Newton's method with the second derivative by itself", run: () => ({ x: newton(firstAndSecond) }) },
  {
    number: 34,
    title: 'derivatives of the sine',
    run: async ({ save }) => {
      const x = linspace(-7, 7, 200).detach().setRequiresGrad();
      const derivatives = [0, 1, 2, 3].map((n) => derivative(sin, x, n));
      const names = ['sin', 'first derivative', 'second derivative', 'third derivative'];
      const curves = derivatives.map((y, n) => ({ name: names[n]!, x: x.dataSync(), y: y.dataSync() }));
      await save('sine.svg', await lines(curves, { title: 'sine and its derivatives' }));
      return { thirdPlusCosine: derivatives[3]!.add(cos(x)).abs().max().item() };
    },
  },
  {
    number: 35,
    title: 'graphs of higher derivatives of tanh grow quickly',
    run: async ({ save }) => {
      const models = [1, 2, 3, 4].map((n) => trace(derivative(tanh, leaf(1, 'x'), n)));
      await save('tanh.svg', await dotToSvg(modelToDot(models[2]!, { theme: 'book' })));
      return { nodes: models.map(({ nodes }) => nodes.length) };
    },
  },
  {
    number: 36,
    title: 'a gradient inside of an expression',
    run: () => {
      const x = leaf(2);
      const y = x.pow(2);
      const gx = grad(y, x, { createGraph: true });
      pow(gx, 3).add(y).backward();
      return { gradient: x.grad!.item() };
    },
  },
];
