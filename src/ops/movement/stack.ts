import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format, sameShape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { concat } from './concat.ts';
import { expandDims } from './expand-dims.ts';

/** Where the new axis stands in the result; default 0. */
export interface StackAttrs {
  readonly axis?: number;
}

/**
 * Tensors of one shape joined along a new axis.
 *
 * Shapes: n inputs [...X] -> X with n at the place of `axis`
 *
 * @throws {ShapeError} if the shapes differ; {AxisError} if the result has no such axis.
 * @example stack([tensor([1, 2]), tensor([3, 4])], 1).toArray(); // [[1, 3], [2, 4]]
 */
export function stack(inputs: readonly Tensor[], attrs: StackAttrs | number = {}): Tensor {
  const axis = typeof attrs === 'number' ? attrs : (attrs.axis ?? 0);
  const first = inputs[0];
  if (first === undefined) throw new ArgumentError('stack: takes a list of at least one tensor: got an empty list.', 'inputs', inputs);
  for (const [i, input] of inputs.entries()) {
    if (!sameShape(first.shape, input.shape)) {
      throw new ShapeError(
        `stack: inputs must have one shape: inputs[0] ${format(first.shape)}, inputs[${i}] ${format(input.shape)}. Use concat to join unequal lengths.`,
        {
          'inputs[0]': first.shape,
          [`inputs[${i}]`]: input.shape,
        },
      );
    }
  }
  return concat(
    inputs.map((input) => expandDims(input, { axis })),
    { axis },
  );
}
