/** Steps 11 to 24: expressions as they are written. */
import { add, concat, div, memory, mul, neg, noGrad, pow, scope, square, sub, tensor, zeros, type Tensor } from 'megagrad';
import type { Step } from './step.ts';

const leaf = (value: number, label = ''): Tensor => tensor(value, { requiresGrad: true, label });

const gradientOf = (x: Tensor): number => x.grad!.item();

/** Steps 16 and 23: (x^2)^2 + (x^2)^2, whose middle is used twice. */
function diamond(x: Tensor): Tensor {
  const a = square(x);
  return add(square(a), square(a));
}

function gradientsAt(f: (x: Tensor, y: Tensor) => Tensor, x0: number, y0: number): Readonly<Record<string, number>> {
  const [x, y] = [leaf(x0), leaf(y0)];
  const z = f(x, y);
  z.backward();
  return { value: z.item(), x: x.grad!.item(), y: y.grad!.item() };
}

export const sphere = (x: Tensor, y: Tensor): Tensor => x.pow(2).add(y.pow(2));

export const matyas = (x: Tensor, y: Tensor): Tensor => x.pow(2).add(y.pow(2)).mul(0.26).sub(x.mul(y).mul(0.48));

/** Goldstein and Price's function: a large expression. */
export function goldstein(x: Tensor, y: Tensor): Tensor {
  const a = x.add(y).add(1).pow(2);
  const b = sub(19, x.mul(14)).add(x.pow(2).mul(3)).sub(y.mul(14)).add(x.mul(y).mul(6)).add(y.pow(2).mul(3));
  const c = x.mul(2).sub(y.mul(3)).pow(2);
  const d = sub(18, x.mul(32)).add(x.pow(2).mul(12)).add(y.mul(48)).sub(x.mul(y).mul(36)).add(y.pow(2).mul(27));
  return a.mul(b).add(1).mul(c.mul(d).add(30));
}

export const steps: readonly Step[] = [
  { number: 11, title: 'functions of several variables', run: () => ({ sum: add(2, 3).item() }) },
  { number: 12, title: 'called with the variables as they are', run: () => ({ sum: tensor(2).add(3).item() }) },
  {
    number: 13,
    title: 'gradients of several variables',
    run: () => gradientsAt((x, y) => add(square(x), square(y)), 2, 3),
  },
  {
    number: 14,
    title: 'the same variable twice, and again after clearing its gradient',
    run: () => {
      const x = leaf(3);
      add(x, x).backward();
      const twice = x.grad!.item();
      x.grad!.dispose();
      x.grad = null;
      add(add(x, x), x).backward();
      return { twice, thrice: gradientOf(x) };
    },
  },
  {
    number: 15,
    title: 'why order matters: a node before all of its consumers would be handed on half',
    run: () => ({ order: diamond(leaf(2)).node!.inputs.map((input) => input!.op!.name) }),
  },
  {
    number: 16,
    title: 'the order of the graph',
    run: () => {
      const x = leaf(2);
      const y = diamond(x);
      y.backward();
      return { value: y.item(), gradient: x.grad!.item() };
    },
  },
  {
    number: 17,
    title: 'memory that is given back',
    run: () => {
      const counts = Array.from({ length: 10 }, () => {
        scope(() => void square(square(square(zeros([10_000])))));
        return memory().reference!.bytes;
      });
      return { grew: counts.at(-1)! - counts[0]! };
    },
  },
  {
    number: 18,
    title: 'no gradients in the middle, and none at all',
    run: () => {
      const [x0, x1] = [leaf(1), leaf(1)];
      const t = add(x0, x1);
      const y = add(x0, t);
      y.backward();
      return { y: y.grad, t: t.grad, x0: x0.grad!.item(), x1: x1.grad!.item(), recorded: noGrad(() => square(x0)).requiresGrad };
    },
  },
  {
    number: 19,
    title: 'names, shapes, sizes, dtypes and words for people',
    run: () => {
      const x = tensor(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        { label: 'x' },
      );
      return { shape: x.shape, rank: x.rank, size: x.size, dtype: x.dtype, text: x.toString() };
    },
  },
  {
    number: 20,
    title: 'operators: a b + c',
    run: () => {
      const [a, b, c] = [leaf(3), leaf(2), leaf(1)];
      const y = a.mul(b).add(c);
      y.backward();
      return { value: y.item(), a: a.grad!.item(), b: b.grad!.item() };
    },
  },
  {
    number: 21,
    title: 'numbers as operands, on either side',
    run: () => ({ first: tensor(2).add(3).item(), second: mul(3, tensor(1)).add(2).item(), third: add(mul(3, tensor(2)), 1).item() }),
  },
  {
    number: 22,
    title: 'more operators',
    run: () => ({
      neg: neg(tensor(2)).item(),
      sub: sub(2, tensor(2)).item(),
      rsub: tensor(2).sub(1).item(),
      div: div(3, tensor(2)).item(),
      pow: pow(tensor(2), 3).item(),
    }),
  },
  {
    number: 23,
    title: 'a package: one import, everything works together',
    run: () => {
      const x = leaf(1);
      const y = x.add(3).pow(2);
      y.backward();
      return { value: y.item(), gradient: x.grad!.item(), joined: concat([tensor([1]), tensor([2])]).toArray() };
    },
  },
  {
    number: 24,
    title: 'complicated functions',
    run: () => ({ sphere: gradientsAt(sphere, 1, 1), matyas: gradientsAt(matyas, 1, 1), goldstein: gradientsAt(goldstein, 1, 1) }),
  },
];
