import { GradientError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';

/** The output, if it has one element. */
export function scalarOf(name: string, output: Tensor): Tensor {
  if (output.size === 1) return output;
  throw new GradientError(
    `${name}: the function must give one element: output ${format(output.shape)}. Reduce it, for instance with sum().`,
  );
}
