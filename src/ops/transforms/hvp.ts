import { enableGrad } from '../../graph/grad-mode.ts';
import { scope } from '../../graph/scope.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { gradientsOf } from './gradients-of.ts';
import {
  checkDirections,
  likeInputs,
  listOf,
  placesOf,
  recordsGraph,
  type Inputs,
  type LikeInputs,
  type TensorFunction,
  type TransformOptions,
} from './inputs.ts';
import { scalarOf } from './scalar-of.ts';

/**
 * Hessian-vector product H v of a scalar function, without the Hessian: two backward passes.
 *
 * Shapes: `vectors` as the inputs -> products as the inputs
 *
 * @throws {GradientError} if the output has not one element; {ShapeError} if the vectors have other shapes than the inputs; {DtypeError} if an input is no float.
 * @example hvp((x) => x.pow(3).sum(), tensor([1, 2]), tensor([1, 10])).toArray(); // [6, 120]
 */
export function hvp<I extends Inputs>(fn: TensorFunction, inputs: I, vectors: I, options: TransformOptions = {}): LikeInputs<I, Tensor> {
  const createGraph = recordsGraph(inputs, options) || recordsGraph(vectors, options);
  checkDirections('hvp', 'vectors', listOf(inputs), listOf(vectors));
  return scope(() =>
    enableGrad(() => {
      const places = placesOf('hvp', inputs, createGraph);
      const gradients = gradientsOf([scalarOf('hvp', fn(...places))], [], places, true);
      // The Hessian is symmetric: v' H is H v.
      return likeInputs(inputs, gradientsOf(gradients, listOf(vectors), places, createGraph));
    }),
  );
}
