/** Steps 1 to 10: automatic differentiation. */
import { exp, square, tensor, type Tensor } from 'megagrad';
import { gradcheck } from 'megagrad/testing';
import type { Step } from './step.ts';

/** Central difference, as step 4 writes it. */
function numericalDiff(f: (x: Tensor) => Tensor, x: number, eps = 1e-4): number {
  return (f(tensor(x + eps)).item() - f(tensor(x - eps)).item()) / (2 * eps);
}

const squareExpSquare = (x: Tensor): Tensor => square(exp(square(x)));

/** Steps 6 to 9: the derivative at 0.5, by the graph that the forward recorded. */
function backpropagated(): Readonly<Record<string, number>> {
  const x = tensor(0.5, { requiresGrad: true });
  squareExpSquare(x).backward();
  return { gradient: x.grad!.item() };
}

export const steps: readonly Step[] = [
  {
    number: 1,
    title: 'a variable is a box for data',
    run: () => ({ first: tensor(1).item(), second: tensor(2).item() }),
  },
  { number: 2, title: 'a function makes a variable of a variable', run: () => ({ square: square(10).item() }) },
  { number: 3, title: 'functions in a row', run: () => ({ value: squareExpSquare(tensor(0.5)).item() }) },
  {
    number: 4,
    title: 'numerical differentiation',
    run: () => ({ square: numericalDiff(square, 2), composed: numericalDiff(squareExpSquare, 0.5) }),
  },
  {
    number: 5,
    title: 'the chain rule, from the output to the input',
    run: () => {
      // dy/dx = 2 b * exp(a) * 2 x, with a = x^2 and b = exp(a), multiplied from the left.
      const x = 0.5;
      const a = x ** 2;
      const b = Math.exp(a);
      return { gradient: 1 * (2 * b) * Math.exp(a) * (2 * x) };
    },
  },
  {
    number: 6,
    title: 'backpropagation by hand',
    run: () => {
      const x = tensor(0.5);
      const a = square(x);
      const b = exp(a);
      const gb = b.mul(2);
      const ga = gb.mul(exp(a));
      return { gradient: ga.mul(x.mul(2)).item() };
    },
  },
  { number: 7, title: 'backpropagation by itself', run: backpropagated },
  {
    number: 8,
    title: 'no recursion: a chain of 20,000 squares of 1',
    run: () => {
      const x = tensor(1, { requiresGrad: true });
      let y: Tensor = x;
      for (let i = 0; i < 20_000; i++) y = y.mul(1);
      y.backward();
      return { gradient: x.grad!.item() };
    },
  },
  {
    number: 9,
    title: 'functions as functions, and only numbers as data',
    run: () => {
      let refused = '';
      try {
        tensor(JSON.parse('"1.0"') as number);
      } catch (error) {
        refused = (error as Error).message;
      }
      return { ...backpropagated(), refused };
    },
  },
  {
    number: 10,
    title: 'tests: forward, backward and a gradient check',
    run: () => {
      const x = tensor(3, { requiresGrad: true });
      square(x).backward();
      return { square: square(2).item(), gradient: x.grad!.item(), checked: gradcheck(square, [tensor(3)]).worstRelativeError < 1e-8 };
    },
  },
];
