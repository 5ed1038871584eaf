import { ArgumentError, ShapeError } from '../core/errors.ts';
import type { Generator } from '../core/random.ts';
import { format, sameShape } from '../core/shape.ts';
import type { Parameter } from '../graph/parameter.ts';
import { Tensor } from '../graph/tensor.ts';
import { zeros } from '../ops/creation/fill.ts';
import { add } from '../ops/elementwise/add.ts';
import { matMul } from '../ops/linalg/mat-mul.ts';
import { checkChoice, checkSizes, checkTensor, described } from './layer-checks.ts';
import { uniform, type Initializer } from './init.ts';
import { parameterOf, settle } from './lazy-parameter.ts';
import { Module } from './module.ts';

/** How the parameters of a recurrent layer start. */
export interface RecurrentCellOptions {
  /** `two`: one on the input and one on the state, as PyTorch; `one`: on the input, as the book; `none`. Default `two`. */
  readonly bias?: 'two' | 'one' | 'none';
  /** Default: uniform within +-sqrt(1 / hidden), as PyTorch. */
  readonly weightInput?: Initializer;
  /** Default: as weightInput. */
  readonly weightHidden?: Initializer;
  /** Default: as weightInput. */
  readonly biasInit?: Initializer;
  readonly generator?: Generator;
}

/** One step: from a projected input [N, gates * H] and the tensors of the state to those of the next. @internal */
export type Step = (projected: Tensor, state: readonly Tensor[]) => readonly Tensor[];

/** What the recurrent cells share: parameters, and the input's part of the gates. */
export abstract class RecurrentCell extends Module {
  readonly weightInput: Parameter;
  readonly weightHidden: Parameter;
  readonly biasInput: Parameter | null;
  readonly biasHidden: Parameter | null;
  readonly hiddenSize: number;
  /** Tensors that make up a state. @internal */
  readonly parts: number;

  constructor(inputSize: number | null, hiddenSize: number, gates: number, parts: number, options: RecurrentCellOptions) {
    super();
    checkSizes(this.kind, { hiddenSize }, { inputSize });
    const bound = Math.sqrt(1 / hiddenSize);
    const {
      bias = 'two',
      generator,
      weightInput = uniform(-bound, bound),
      weightHidden = uniform(-bound, bound),
      biasInit = uniform(-bound, bound),
    } = options;
    checkChoice(this.kind, 'bias', bias, ['two', 'one', 'none']);
    const width = gates * hiddenSize;
    this.weightInput = parameterOf('weightInput', weightInput, [inputSize, width], generator);
    this.weightHidden = parameterOf('weightHidden', weightHidden, [hiddenSize, width], generator);
    this.biasInput = bias === 'none' ? null : parameterOf('biasInput', biasInit, [width], generator);
    this.biasHidden = bias === 'two' ? parameterOf('biasHidden', biasInit, [width], generator) : null;
    this.hiddenSize = hiddenSize;
    this.parts = parts;
  }

  /** The input's part of the gates, of all steps at once. @internal */
  project(x: Tensor): Tensor {
    settle(this.weightInput, () => [x.shape.at(-1)!, this.weightHidden.shape[1]!], x);
    const inputSize = this.weightInput.shape[0]!;
    if (x.shape.at(-1) !== inputSize) {
      throw new ShapeError(
        `${this.kind}: the last axis of x must be ${inputSize} long: x ${format(x.shape)}. Give the features in the last axis.`,
        { x: x.shape },
      );
    }
    const y = matMul(x, this.weightInput);
    const bias = this.projectedBias();
    return bias === null ? y : add(y, bias);
  }

  /** What is added to the input's part: both biases, unless the state's part is scaled before they meet. @internal */
  protected projectedBias(): Tensor | null {
    const { biasInput, biasHidden } = this;
    return biasInput === null || biasHidden === null ? biasInput : add(biasInput, biasHidden);
  }

  /** The function of one step, with what all steps of a sequence share made ready. @internal */
  abstract stepper(): Step;

  /** The state [N, H], or zeros. @internal */
  protected start(x: Tensor, state: readonly Tensor[] | undefined): readonly Tensor[] {
    checkTensor(this.kind, 'x', x);
    if (x.rank !== 2)
      throw new ShapeError(`${this.kind}: x must be one step [N,D]: x ${format(x.shape)}. Use the layer of the same name for sequences.`, {
        x: x.shape,
      });
    return startOf(this.kind, x, state, this.parts, [x.shape[0]!, this.hiddenSize]);
  }
}

/** A given state of the right shape, or zeros. @throws {ShapeError} if it has another; {ArgumentError} if it is none. @internal */
export function startOf(
  layer: string,
  x: Tensor,
  state: readonly Tensor[] | undefined,
  parts: number,
  shape: readonly number[],
): readonly Tensor[] {
  if (state === undefined) {
    const nothing = zeros(shape, { device: x.device });
    return Array.from({ length: parts }, () => nothing);
  }
  if (!Array.isArray(state) || state.length !== parts || !state.every((part) => part instanceof Tensor)) {
    // A state of one part comes wrapped: what was given is that part.
    const given: unknown = parts === 1 && Array.isArray(state) ? state[0] : state;
    throw new ArgumentError(
      `${layer}: the state must be ${parts === 1 ? 'a tensor' : '[h, c], two tensors'}: got ${described(given)}.`,
      'state',
      given,
    );
  }
  for (const part of state) {
    if (sameShape(part.shape, shape)) continue;
    throw new ShapeError(
      `${layer}: the state does not fit: state ${format(part.shape)}, expected ${format(shape)} for x ${format(x.shape)}. Start anew with resetState(), or keep the batch size.`,
      {
        state: part.shape,
        x: x.shape,
      },
    );
  }
  return state;
}
