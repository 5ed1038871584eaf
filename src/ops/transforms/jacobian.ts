import { enableGrad } from '../../graph/grad-mode.ts';
import { scope } from '../../graph/scope.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { jacobiansOf } from './jacobians-of.ts';
import { likeInputs, placesOf, recordsGraph, type Inputs, type LikeInputs, type TensorFunction, type TransformOptions } from './inputs.ts';

/**
 * Every derivative of every output element, by one backward pass for each.
 *
 * Shapes: output [...Y], input [...X] -> [...Y, ...X]
 *
 * @throws {DtypeError} if an input is no float.
 * @example jacobian((x) => x.square(), tensor([1, 2, 3])).toArray(); // [[2, 0, 0], [0, 4, 0], [0, 0, 6]]
 */
export function jacobian<I extends Inputs>(fn: TensorFunction, inputs: I, options: TransformOptions = {}): LikeInputs<I, Tensor> {
  const createGraph = recordsGraph(inputs, options);
  return scope(() =>
    enableGrad(() => {
      const places = placesOf('jacobian', inputs, createGraph);
      return likeInputs(inputs, jacobiansOf(fn(...places), places, createGraph));
    }),
  );
}
