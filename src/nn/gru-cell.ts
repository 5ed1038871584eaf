import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sigmoid } from '../ops/elementwise/sigmoid.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { tanh } from '../ops/elementwise/tanh.ts';
import { matMul } from '../ops/linalg/mat-mul.ts';
import { columns } from './columns.ts';
import { checkChoice } from './layer-checks.ts';
import { RecurrentCell, type RecurrentCellOptions, type Step } from './recurrent-cell.ts';

/** Options of GRUCell. */
export interface GRUCellOptions extends RecurrentCellOptions {
  /** Whether the reset gate acts on the state's product with its weights, as PyTorch, or on the state before, as the book. Default 'after'. */
  readonly reset?: 'after' | 'before';
}

/**
 * One step of a gated recurrent unit (Cho et al. 2014).
 *
 * With `[r z n] = x Wx + bx` and `[r' z' n'] = h Wh + bh`: `r = sigmoid(r + r')`, `z = sigmoid(z + z')`,
 * `n = tanh(n + r n')`, `h' = (1 - z) n + z h`. With `reset: 'before'` n' is `(r h) Wn`, and its bias, if there is a second
 * one, is added.
 *
 * Shapes: `x` [N, D], `h` [N, H], at first 0 -> [N, H]; `weightInput` [D, 3H], `weightHidden` [H, 3H], biases [3H]
 *
 * @throws {ShapeError} if x is no [N, D], or h no [N, H]; {ArgumentError} if a size is no whole number from 1.
 * @example new GRUCell(3, 4).forward(ones([2, 3])).shape; // [2, 4]
 */
export class GRUCell extends RecurrentCell {
  /** Where the reset gate acts. */
  readonly reset: 'after' | 'before';

  constructor(inputSize: number | null, hiddenSize: number, { reset = 'after', ...options }: GRUCellOptions = {}) {
    super(inputSize, hiddenSize, 3, 1, options);
    checkChoice(this.kind, 'reset', reset, ['after', 'before']);
    this.reset = reset;
  }

  override forward(x: Tensor, h?: Tensor): Tensor {
    const state = this.start(x, h === undefined ? undefined : [h]);
    return this.stepper()(this.project(x), state)[0]!;
  }

  override stepper(): Step {
    return this.reset === 'before' ? this.#resettingBefore() : this.#resettingAfter();
  }

  protected override projectedBias(): Tensor | null {
    return this.reset === 'before' ? super.projectedBias() : this.biasInput;
  }

  #resettingAfter(): Step {
    const { weightHidden, biasHidden, hiddenSize } = this;
    return (projected, [h]) => {
      const product = matMul(h!, weightHidden);
      const recurrent = biasHidden === null ? product : add(product, biasHidden);
      const open = sigmoid(add(columns(projected, 0, hiddenSize, 2), columns(recurrent, 0, hiddenSize, 2)));
      const [r, z] = [columns(open, 0, hiddenSize), columns(open, 1, hiddenSize)];
      const n = tanh(add(columns(projected, 2, hiddenSize), mul(r, columns(recurrent, 2, hiddenSize))));
      return [blend(n, h!, z)];
    };
  }

  #resettingBefore(): Step {
    const { weightHidden, hiddenSize } = this;
    const [toGates, toNew] = [columns(weightHidden, 0, hiddenSize, 2), columns(weightHidden, 2, hiddenSize)];
    return (projected, [h]) => {
      const open = sigmoid(add(columns(projected, 0, hiddenSize, 2), matMul(h!, toGates)));
      const [r, z] = [columns(open, 0, hiddenSize), columns(open, 1, hiddenSize)];
      const n = tanh(add(columns(projected, 2, hiddenSize), matMul(mul(r, h!), toNew)));
      return [blend(n, h!, z)];
    };
  }
}

/** (1 - z) n + z h */
function blend(n: Tensor, h: Tensor, z: Tensor): Tensor {
  return add(n, mul(z, sub(h, n)));
}
