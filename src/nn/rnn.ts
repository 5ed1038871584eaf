import type { Tensor } from '../graph/tensor.ts';
import { GRUCell, type GRUCellOptions } from './gru-cell.ts';
import { LSTMCell, type LSTMState } from './lstm-cell.ts';
import { Recurrent, type RecurrentOptions } from './recurrent.ts';
import { RNNCell, type RNNCellOptions } from './rnn-cell.ts';

/** Options of RNN. */
export interface RNNOptions extends RecurrentOptions, RNNCellOptions {}

/**
 * Simple recurrent network over sequences, with the equation of RNNCell at each step.
 *
 * Shapes: `x` [N, T, D] -> [N, T, H] (bidirectional: 2H); state [layers, N, H], at first 0 (bidirectional: 2 layers, the
 * backward run of each layer after its forward run); parameters `layers.0.weightInput` ..., `reverse.0.weightInput` ...
 *
 * @throws {ShapeError} if x is no [N, T, D], or the state does not fit.
 * @example new RNN(3, 4).forward(ones([2, 5, 3])).shape; // [2, 5, 4]
 */
export class RNN extends Recurrent<Tensor> {
  constructor(inputSize: number | null, hiddenSize: number, options: RNNOptions = {}) {
    super(inputSize, hiddenSize, options, (size) => new RNNCell(size, hiddenSize, options));
  }

  protected override pack([h]: readonly Tensor[]): Tensor {
    return h!;
  }

  protected override unpack(state: Tensor): readonly Tensor[] {
    return [state];
  }
}

/** Options of GRU. */
export interface GRUOptions extends RecurrentOptions, GRUCellOptions {}

/**
 * Gated recurrent units over sequences, with the equations of GRUCell at each step.
 *
 * Shapes: as RNN
 *
 * @throws {ShapeError} if x is no [N, T, D], or the state does not fit.
 * @example new GRU(3, 4, { bidirectional: true }).forward(ones([2, 5, 3])).shape; // [2, 5, 8]
 */
export class GRU extends Recurrent<Tensor> {
  constructor(inputSize: number | null, hiddenSize: number, options: GRUOptions = {}) {
    super(inputSize, hiddenSize, options, (size) => new GRUCell(size, hiddenSize, options));
  }

  protected override pack([h]: readonly Tensor[]): Tensor {
    return h!;
  }

  protected override unpack(state: Tensor): readonly Tensor[] {
    return [state];
  }
}

/**
 * Long short-term memory over sequences, with the equations of LSTMCell at each step.
 *
 * Shapes: as RNN; the state is [h, c], each as RNN's
 *
 * @throws {ShapeError} if x is no [N, T, D], or the state does not fit.
 * @example
 * const { output, state: [h, c] } = new LSTM(3, 4, { layers: 2 }).unroll(ones([2, 5, 3]));
 * [output.shape, h.shape, c.shape]; // [[2, 5, 4], [2, 2, 4], [2, 2, 4]]
 */
export class LSTM extends Recurrent<LSTMState> {
  constructor(inputSize: number | null, hiddenSize: number, options: RecurrentOptions = {}) {
    super(inputSize, hiddenSize, options, (size) => new LSTMCell(size, hiddenSize, options));
  }

  protected override pack([h, c]: readonly Tensor[]): LSTMState {
    return [h!, c!];
  }

  protected override unpack(state: LSTMState): readonly Tensor[] {
    return state;
  }
}
