import { isFloat } from '../../core/dtype.ts';
import { ArgumentError, DtypeError, ShapeError } from '../../core/errors.ts';
import { format, sameShape } from '../../core/shape.ts';
import { isRecording } from '../../graph/grad-mode.ts';
import { track } from '../../graph/scope.ts';
import { rawOf, Tensor } from '../../graph/tensor.ts';
import { identity } from './identity.ts';

/** A differentiable function of tensors. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor;

/** One input, or all in a list. */
export type Inputs = Tensor | readonly Tensor[];

/** One result for one input, a list for a list. */
export type LikeInputs<I extends Inputs, T> = I extends Tensor ? T : T[];

/** What the transforms have in common. */
export interface TransformOptions {
  /**
   * Records the result, so that it can be differentiated again: with respect to the inputs, and to tensors that the
   * function closes over. Default: true if an input requires grad.
   */
  readonly createGraph?: boolean;
}

/** The inputs in a list. */
export function listOf(inputs: Inputs): readonly Tensor[] {
  return inputs instanceof Tensor ? [inputs] : inputs;
}

/** The list, or its one element where the inputs were one tensor. */
export function likeInputs<I extends Inputs, T>(inputs: I, list: readonly T[]): LikeInputs<I, T> {
  return (inputs instanceof Tensor ? list[0]! : [...list]) as LikeInputs<I, T>;
}

/** Whether the result is to be recorded. */
export function recordsGraph(inputs: Inputs, { createGraph }: TransformOptions): boolean {
  return createGraph ?? (isRecording() && listOf(inputs).some(({ requiresGrad }) => requiresGrad));
}

/**
 * Places to differentiate at, one for each input: linked to the graph behind it if results are recorded, else leaves.
 *
 * @throws {ArgumentError} if there is no input; {DtypeError} if one is no float.
 */
export function placesOf(name: string, inputs: Inputs, createGraph: boolean): Tensor[] {
  const list = listOf(inputs);
  if (list.length === 0) throw new ArgumentError(`${name}: takes at least one input: got an empty list.`, 'inputs', inputs);
  return list.map((input, i) => {
    if (!isFloat(input.dtype)) {
      throw new DtypeError(
        `${name}: only floats carry gradients: inputs[${i}] ${input.dtype}${format(input.shape)}. Close the function over it instead.`,
        { [`inputs[${i}]`]: input.dtype },
      );
    }
    return createGraph && input.requiresGrad ? identity(input) : track(new Tensor(rawOf(input))).setRequiresGrad();
  });
}

/** Refuses directions that have not the inputs' shapes. */
export function checkDirections(name: string, argument: string, inputs: readonly Tensor[], directions: readonly Tensor[]): void {
  if (directions.length !== inputs.length) {
    throw new ArgumentError(
      `${name}: takes one of ${argument} for each input: ${directions.length} for ${inputs.length} inputs.`,
      argument,
      directions,
    );
  }
  for (const [i, input] of inputs.entries()) {
    const { shape } = directions[i]!;
    if (!sameShape(shape, input.shape)) {
      throw new ShapeError(
        `${name}: ${argument} must have the inputs' shapes: ${argument}[${i}] ${format(shape)}, inputs[${i}] ${format(input.shape)}.`,
        {
          [`${argument}[${i}]`]: shape,
          [`inputs[${i}]`]: input.shape,
        },
      );
    }
  }
}
