import { enableGrad } from '../../graph/grad-mode.ts';
import { scope } from '../../graph/scope.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { zerosLike } from '../creation/fill.ts';
import { gradientsOf } from './gradients-of.ts';
import { checkDirections, listOf, placesOf, recordsGraph, type Inputs, type TensorFunction, type TransformOptions } from './inputs.ts';

/** A function's value, and how it changes along the tangents. */
export interface JvpResult {
  readonly output: Tensor;
  readonly tangent: Tensor;
}

/**
 * Jacobian-vector product: the value of `fn`, and its derivative along `tangents`, J v: what forward mode computes.
 *
 * It is the vjp of the vjp: u' J is linear in u, and its derivative in u along v is J v.
 *
 * Shapes: `tangents` as the inputs -> tangent as the output
 *
 * @throws {ShapeError} if the tangents have other shapes than the inputs; {DtypeError} if an input is no float.
 * @example jvp((x) => x.square(), tensor([1, 2, 3]), tensor([1, 0, 10])).tangent.toArray(); // [2, 0, 60]
 */
export function jvp<I extends Inputs>(fn: TensorFunction, inputs: I, tangents: I, options: TransformOptions = {}): JvpResult {
  const createGraph = recordsGraph(inputs, options) || recordsGraph(tangents, options);
  checkDirections('jvp', 'tangents', listOf(inputs), listOf(tangents));
  return scope(() =>
    enableGrad(() => {
      const places = placesOf('jvp', inputs, createGraph);
      const output = fn(...places);
      const cotangent = zerosLike(output).setRequiresGrad();
      const pulled = gradientsOf([output], [cotangent], places, true);
      const [tangent] = gradientsOf(pulled, listOf(tangents), [cotangent], createGraph);
      return { output: createGraph ? output : output.detach(), tangent: tangent! };
    }),
  );
}
