import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { relu } from '../ops/elementwise/relu.ts';
import { tanh } from '../ops/elementwise/tanh.ts';
import { matMul } from '../ops/linalg/mat-mul.ts';
import { checkChoice } from './layer-checks.ts';
import { RecurrentCell, type RecurrentCellOptions, type Step } from './recurrent-cell.ts';

/** Options of RNNCell. */
export interface RNNCellOptions extends RecurrentCellOptions {
  /** Default 'tanh'. */
  readonly nonlinearity?: 'tanh' | 'relu';
}

/**
 * One step of a simple recurrent network: `h' = tanh(x Wx + bx + h Wh + bh)`.
 *
 * Shapes: `x` [N, D], `h` [N, H], at first 0 -> [N, H]; `weightInput` [D, H], `weightHidden` [H, H], biases [H]
 *
 * @throws {ShapeError} if x is no [N, D], or h no [N, H]; {ArgumentError} if a size is no whole number from 1.
 * @example new RNNCell(3, 4).forward(ones([2, 3])).shape; // [2, 4]
 */
export class RNNCell extends RecurrentCell {
  readonly #activation: (x: Tensor) => Tensor;

  constructor(inputSize: number | null, hiddenSize: number, { nonlinearity = 'tanh', ...options }: RNNCellOptions = {}) {
    super(inputSize, hiddenSize, 1, 1, options);
    checkChoice(this.kind, 'nonlinearity', nonlinearity, ['tanh', 'relu']);
    this.#activation = nonlinearity === 'relu' ? (x) => relu(x) : (x) => tanh(x);
  }

  override forward(x: Tensor, h?: Tensor): Tensor {
    const state = this.start(x, h === undefined ? undefined : [h]);
    return this.stepper()(this.project(x), state)[0]!;
  }

  override stepper(): Step {
    const { weightHidden } = this;
    return (projected, [h]) => [this.#activation(add(projected, matMul(h!, weightHidden)))];
  }
}
