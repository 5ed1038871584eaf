import { Parameter, tensor, type Tensor } from 'megagrad';
import type { DeviceName } from 'megagrad';

/** The problem of pytorch.py. */
export interface Problem {
  readonly w: Parameter;
  readonly b: Parameter;
  readonly parameters: readonly Parameter[];
  /** The loss before step k = 1, 2, 3. */
  readonly loss: (k: number) => Tensor;
  /** All values in one row, as pytorch.py prints them. */
  readonly values: () => number[];
}

/** sum(c_k w^2 / 2) + sum(b^4 / 4 + k b) with c_k = [[1, 0.5 k], [2, 0.1]]. */
export function problem(device: DeviceName = 'reference'): Problem {
  const w = new Parameter(
    tensor(
      [
        [1, -2],
        [0.5, 3],
      ],
      { device },
    ),
    { label: 'w' },
  );
  const b = new Parameter(tensor([0.1, -0.4], { device }), { label: 'b' });
  return {
    w,
    b,
    parameters: [w, b],
    loss: (k) => {
      const c = tensor(
        [
          [1, 0.5 * k],
          [2, 0.1],
        ],
        { device },
      );
      return w
        .square()
        .mul(c)
        .div(2)
        .sum()
        .add(b.pow(4).div(4).add(b.mul(k)).sum());
    },
    values: () => [...w.dataSync(), ...b.dataSync()],
  };
}
