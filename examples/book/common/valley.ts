import { Parameter, square, tensor, type Tensor } from 'megagrad';
import type { Optimizer } from 'megagrad/optim';

/** Where the book's optimizers start. */
export const start: readonly [number, number] = [-7, 2];

/** Section 6.1.2: f(x, y) = x^2 / 20 + y^2, a valley along x. */
export function valley(p: Tensor): Tensor {
  return square(p)
    .mul(tensor([1 / 20, 1]))
    .sum();
}

/** The points that an optimizer passes on its way down the valley, the start the first of them. */
export function descend(make: (parameters: Parameter[]) => Optimizer, steps = 30): [number, number][] {
  const p = new Parameter(tensor([...start]));
  const optimizer = make([p]);
  const points: [number, number][] = [[...start]];
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad();
    valley(p).backward();
    optimizer.step();
    const [x, y] = p.dataSync();
    points.push([x!, y!]);
  }
  return points;
}
