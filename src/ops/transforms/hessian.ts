import { enableGrad } from '../../graph/grad-mode.ts';
import { scope } from '../../graph/scope.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { gradientsOf } from './gradients-of.ts';
import { jacobiansOf } from './jacobians-of.ts';
import { likeInputs, placesOf, recordsGraph, type Inputs, type LikeInputs, type TensorFunction, type TransformOptions } from './inputs.ts';
import { scalarOf } from './scalar-of.ts';

/**
 * Every second derivative of a scalar function: the Jacobian of its gradient.
 *
 * Shapes: input [...X] -> [...X, ...X]; inputs in a list -> element [i][j] is [...X_i, ...X_j]
 *
 * @throws {GradientError} if the output has not one element; {DtypeError} if an input is no float.
 * @example hessian((x) => x.pow(3).sum(), tensor([1, 2])).toArray(); // [[6, 0], [0, 12]]
 */
export function hessian<I extends Inputs>(
  fn: TensorFunction,
  inputs: I,
  options: TransformOptions = {},
): LikeInputs<I, LikeInputs<I, Tensor>> {
  const createGraph = recordsGraph(inputs, options);
  return scope(() =>
    enableGrad(() => {
      const places = placesOf('hessian', inputs, createGraph);
      const gradients = gradientsOf([scalarOf('hessian', fn(...places))], [], places, true);
      return likeInputs(
        inputs,
        gradients.map((gradient) => likeInputs(inputs, jacobiansOf(gradient, places, createGraph))),
      );
    }),
  );
}
