import { ArgumentError, ShapeError } from '../core/errors.ts';
import type { Generator } from '../core/random.ts';
import { format } from '../core/shape.ts';
import { keep } from '../graph/scope.ts';
import { Tensor } from '../graph/tensor.ts';
import { concat } from '../ops/movement/concat.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { slice } from '../ops/movement/slice.ts';
import { stack } from '../ops/movement/stack.ts';
import { transpose } from '../ops/movement/transpose.ts';
import { dropout } from '../ops/norm/dropout.ts';
import { checkWithin } from './layer-checks.ts';
import { fits, formatPartial } from './lazy-parameter.ts';
import { Module } from './module.ts';
import { startOf, type RecurrentCell, type RecurrentCellOptions } from './recurrent-cell.ts';

/** Options that RNN, LSTM and GRU share. */
export interface RecurrentOptions extends RecurrentCellOptions {
  /** Layers one on the other. Default 1. */
  readonly layers?: number;
  /** A second run from the end to the beginning, its output beside that of the first. Default false. */
  readonly bidirectional?: boolean;
  /**
   * Each forward goes on from the last state of the one before, without its graph: backpropagation through time, truncated
   * at the calls. Default false.
   */
  readonly stateful?: boolean;
  /** Share of the output of every layer but the last that is dropped in training. Default 0. */
  readonly dropout?: number;
  /** Of initial values and dropout. */
  readonly generator?: Generator;
}

/** All outputs of a sequence, and the last state. */
export interface Unrolled<S> {
  readonly output: Tensor;
  readonly state: S;
}

/** What the recurrent layers share: they run a cell over sequences, in layers and both directions. */
export abstract class Recurrent<S> extends Module {
  /** One cell for each layer. */
  readonly layers: readonly RecurrentCell[];
  /** The cells that run backwards. */
  readonly reverse: readonly RecurrentCell[];
  readonly #dropout: number;
  readonly #generator: Generator | undefined;
  readonly #stateful: boolean;
  #carried: readonly Tensor[] | null = null;

  constructor(
    inputSize: number | null,
    hiddenSize: number,
    options: RecurrentOptions,
    cellOf: (inputSize: number | null) => RecurrentCell,
  ) {
    super();
    const { layers = 1, bidirectional = false, stateful = false } = options;
    if (!Number.isInteger(layers) || layers < 1) {
      throw new ArgumentError(
        `${this.kind}: layers must be a whole number from 1: layers ${layers}. Leave it out for one layer.`,
        'layers',
        layers,
      );
    }
    checkWithin(this.kind, 'dropout', options.dropout ?? 0, 0, 1);
    const width = bidirectional ? 2 * hiddenSize : hiddenSize;
    const cells = (): RecurrentCell[] => Array.from({ length: layers }, (_, layer) => cellOf(layer === 0 ? inputSize : width));
    this.layers = cells();
    this.reverse = bidirectional ? cells() : [];
    this.#dropout = options.dropout ?? 0;
    this.#generator = options.generator;
    this.#stateful = stateful;
  }

  /** The state that the next forward of a stateful layer starts from; null for zeros. Set it to go on from elsewhere. */
  get state(): S | null {
    return this.#carried === null ? null : this.pack(this.#carried);
  }

  set state(state: S | null) {
    this.#carry(state === null ? null : this.unpack(state));
  }

  /** Lets the next forward of a stateful layer start from zeros. */
  resetState(): void {
    this.state = null;
  }

  /** All outputs; `unroll` gives the last state too. */
  override forward(x: Tensor, state?: S): Tensor {
    return this.#run(x, state).output;
  }

  /**
   * The same as forward, with the last state: what starts a decoder.
   *
   * @throws {ShapeError} if x is no [N, T, D], or the state does not fit.
   */
  unroll(x: Tensor, state?: S): Unrolled<S> {
    return this.within(() => this.#run(x, state));
  }

  override carried(): readonly Tensor[] | null {
    return this.#carried;
  }

  /** @throws {ShapeError} if the state is of other layers. */
  override carry(state: unknown): void {
    this.#carry(state === null ? null : this.#checked(state));
  }

  /** The tensors of a state as users see them. @internal */
  protected abstract pack(tensors: readonly Tensor[]): S;
  protected abstract unpack(state: S): readonly Tensor[];

  #run(x: Tensor, given: S | undefined): Unrolled<S> {
    if (x.rank !== 3)
      throw new ShapeError(
        `${this.kind}: x must be sequences [N,T,D]: x ${format(x.shape)}. Use the cell of the same name for single steps.`,
        { x: x.shape },
      );
    const [samples, steps] = x.shape as readonly [number, number, number];
    if (steps === 0)
      throw new ShapeError(`${this.kind}: the sequences have no steps: x ${format(x.shape)}. Give at least one.`, { x: x.shape });
    const { hiddenSize, parts } = this.layers[0]!;
    const runs = this.layers.length * (this.reverse.length > 0 ? 2 : 1);
    const state = given === undefined ? (this.#carried ?? undefined) : this.unpack(given);
    const start = startOf(this.kind, x, state, parts, [runs, samples, hiddenSize]);
    const last: (readonly Tensor[])[] = [];
    let output = x;
    this.layers.forEach((cell, layer) => {
      const cells = this.reverse.length > 0 ? [cell, this.reverse[layer]!] : [cell];
      const ran = cells.map((one, direction) =>
        runCell(
          one,
          output,
          start.map((part) => rowOf(part, last.length + direction)),
          direction === 1,
        ),
      );
      last.push(...ran.map((run) => run.state));
      output =
        ran.length === 1
          ? ran[0]!.output
          : concat(
              ran.map((run) => run.output),
              2,
            );
      if (layer + 1 < this.layers.length && this.#dropout > 0) {
        output = dropout(output, {
          p: this.#dropout,
          training: this.training,
          ...(this.#generator === undefined ? {} : { generator: this.#generator }),
        });
      }
    });
    const final = Array.from({ length: parts }, (_, part) =>
      stack(
        last.map((each) => each[part]!),
        0,
      ),
    );
    if (this.#stateful) this.#carry(final);
    return { output, state: this.pack(final) };
  }

  /** The tensors of a carried state, if they fit; the batch size is that of the next forward. */
  #checked(state: unknown): readonly Tensor[] {
    const { hiddenSize, parts } = this.layers[0]!;
    const expected = [this.layers.length + this.reverse.length, null, hiddenSize];
    const tensors = Array.isArray(state) ? state.filter((part) => part instanceof Tensor) : [];
    if (tensors.length === parts && tensors.every(({ shape }) => fits(shape, expected))) return tensors;
    throw new ShapeError(
      `${this.kind}.carry: the state does not fit: state ${tensors.map(({ shape }) => format(shape)).join(', ') || 'of no tensors'}, expected ${parts} of ${formatPartial(expected)}. Make the layer as it was.`,
    );
  }

  #carry(tensors: readonly Tensor[] | null): void {
    const before = this.#carried;
    this.#carried = tensors === null ? null : keep(tensors.map((part) => part.detach()));
    before?.forEach((part) => part.dispose());
  }
}

/** One cell over all steps of [N, T, D]: outputs [N, T, H] in the order of the steps, and the last state. */
function runCell(
  cell: RecurrentCell,
  x: Tensor,
  start: readonly Tensor[],
  backwards: boolean,
): { readonly output: Tensor; readonly state: readonly Tensor[] } {
  const step = cell.stepper();
  const inputs = stepsOf(transpose(cell.project(x), [1, 0, 2]));
  if (backwards) inputs.reverse();
  let state = start;
  const outputs = inputs.map((input) => {
    state = step(input, state);
    return state[0]!;
  });
  if (backwards) outputs.reverse();
  return { output: stack(outputs, 1), state };
}

/**
 * [T, ...] in T parts. By halves: the gradient of a slice is as large as what it was cut from, and T cuts from the whole
 * would take T times T steps.
 */
function stepsOf(x: Tensor): Tensor[] {
  const [steps, ...rest] = x.shape as readonly [number, ...number[]];
  if (steps === 1) return [reshape(x, rest)];
  const half = Math.ceil(steps / 2);
  const zeros = rest.map(() => 0);
  return [
    ...stepsOf(slice(x, { begin: [0, ...zeros], size: [half, ...rest] })),
    ...stepsOf(slice(x, { begin: [half, ...zeros], size: [steps - half, ...rest] })),
  ];
}

/** Row `at` of [R, N, H]. */
function rowOf(state: Tensor, at: number): Tensor {
  const [, samples, hidden] = state.shape as readonly [number, number, number];
  return reshape(slice(state, { begin: [at, 0, 0], size: [1, samples, hidden] }), [samples, hidden]);
}
