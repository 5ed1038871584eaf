import { GradientError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import { enableGrad } from '../../graph/grad-mode.ts';
import { scope } from '../../graph/scope.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { gradientsOf } from './gradients-of.ts';
import { likeInputs, placesOf, recordsGraph, type Inputs, type LikeInputs, type TensorFunction, type TransformOptions } from './inputs.ts';

/** A function's value, and the gradient for each input. */
export interface VjpResult<I extends Inputs> {
  readonly output: Tensor;
  readonly gradients: LikeInputs<I, Tensor>;
}

/**
 * Vector-Jacobian product: the value of `fn`, and the cotangent pulled back to its inputs, v' J, in one backward pass.
 * No `.grad` changes.
 *
 * Shapes: `cotangent` as the output (default 1, for an output of one element) -> gradients as the inputs
 *
 * @throws {GradientError} if the output has several elements and no cotangent is given; {DtypeError} if an input is no float.
 * @example vjp((x) => x.square(), tensor([1, 2, 3]), tensor([1, 0, 10])).gradients.toArray(); // [2, 0, 60]
 */
export function vjp<I extends Inputs>(fn: TensorFunction, inputs: I, cotangent?: Tensor, options: TransformOptions = {}): VjpResult<I> {
  const createGraph = recordsGraph(inputs, options) || (cotangent !== undefined && recordsGraph(cotangent, options));
  return scope(() =>
    enableGrad(() => {
      const places = placesOf('vjp', inputs, createGraph);
      const output = fn(...places);
      if (cotangent === undefined && output.size !== 1) {
        throw new GradientError(
          `vjp: the output has ${output.size} elements: output ${format(output.shape)}. Pass a cotangent of this shape.`,
        );
      }
      const gradients = gradientsOf([output], [cotangent], places, createGraph);
      return { output: createGraph ? output : output.detach(), gradients: likeInputs(inputs, gradients) };
    }),
  );
}
