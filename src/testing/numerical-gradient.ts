import { ArgumentError } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import { create } from '../ops/creation/tensor.ts';
import { referenceDevice } from '../backend/reference/device.ts';
import { quotient, type StepOptions } from './difference.ts';
import { evaluate, subjectOf } from './subject.ts';

/**
 * The gradient of a scalar function by central differences, one element after the other, in float64 on `reference`.
 *
 * @param richardson Combines two steps, for an error of fourth order in the step.
 * @returns a tensor of x's shape on `reference`.
 * @throws {ArgumentError} if the function's output has more than one element.
 * @example numericalGradient((x) => x.square().sum(), tensor([1, 2])).toArray(); // near [2, 4]
 */
export function numericalGradient(fn: (x: Tensor) => Tensor, x: Tensor, options: StepOptions = {}): Tensor {
  const subject = subjectOf('numericalGradient', fn, [x], ['x']);
  const operand = subject.operands[0]!;
  if (!operand.differentiable)
    throw new ArgumentError(`numericalGradient: x must be a float tensor: x ${operand.dtype}.`, 'x', operand.dtype);
  const values = Float64Array.from(operand.values);
  const at = (moved: Float64Array): Float64Array[] => {
    const outputs = evaluate(subject, new Map([[0, moved]]), false);
    if (outputs[0]!.length !== 1) {
      throw new ArgumentError(
        `numericalGradient: the function must give one number: got ${outputs[0]!.length} elements. Reduce it with sum().`,
        'fn',
        outputs[0]!.length,
      );
    }
    return outputs;
  };
  const gradient = values.map((_, j) => {
    const direction = new Float64Array(values.length);
    direction[j] = 1;
    return quotient({ at, values, shape: operand.shape }, direction, options).slopes[0]![0]!;
  });
  return create(gradient, operand.shape, { device: referenceDevice });
}
