import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sigmoid } from '../ops/elementwise/sigmoid.ts';
import { tanh } from '../ops/elementwise/tanh.ts';
import { matMul } from '../ops/linalg/mat-mul.ts';
import { columns } from './columns.ts';
import { RecurrentCell, type RecurrentCellOptions, type Step } from './recurrent-cell.ts';

/** What an LSTM hands on from step to step: its output, and its memory. */
export type LSTMState = readonly [h: Tensor, c: Tensor];

/**
 * One step of long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000).
 *
 * With `[i f g o] = x Wx + bx + h Wh + bh`: `c' = sigmoid(f) c + sigmoid(i) tanh(g)`, `h' = sigmoid(o) tanh(c')`. PyTorch's
 * order of the gates; the book's is f, g, i, o.
 *
 * Shapes: `x` [N, D], state [h, c] each [N, H], at first 0 -> [h', c'] each [N, H]; `weightInput` [D, 4H], `weightHidden`
 * [H, 4H], biases [4H]
 *
 * @throws {ShapeError} if x is no [N, D], or h or c no [N, H]; {ArgumentError} if a size is no whole number from 1, or the
 *   state is not [h, c].
 * @example new LSTMCell(3, 4).forward(ones([2, 3]))[0].shape; // [2, 4]
 */
export class LSTMCell extends RecurrentCell {
  constructor(inputSize: number | null, hiddenSize: number, options: RecurrentCellOptions = {}) {
    super(inputSize, hiddenSize, 4, 2, options);
  }

  override forward(x: Tensor, state?: LSTMState): LSTMState {
    const [h, c] = this.stepper()(this.project(x), this.start(x, state));
    return [h!, c!];
  }

  override stepper(): Step {
    const { weightHidden, hiddenSize } = this;
    return (projected, [h, c]) => {
      const gates = add(projected, matMul(h!, weightHidden));
      const open = sigmoid(gates);
      const [i, f, o] = [columns(open, 0, hiddenSize), columns(open, 1, hiddenSize), columns(open, 3, hiddenSize)];
      const memory = add(mul(f, c!), mul(i, tanh(columns(gates, 2, hiddenSize))));
      return [mul(o, tanh(memory)), memory];
    };
  }
}
