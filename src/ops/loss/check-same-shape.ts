import { ShapeError } from '../../core/errors.ts';
import { format, sameShape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { checkTensors } from './check-tensors.ts';

/** Refuses to broadcast: a [N] against a [N, 1] would be compared N^2 times. @internal */
export function checkSameShape(op: string, a: string, x: Tensor, b: string, y: Tensor): void {
  checkTensors(op, { [a]: x, [b]: y });
  if (sameShape(x.shape, y.shape)) return;
  throw new ShapeError(
    `${op}: ${a} and ${b} must have the same shape: ${a} ${format(x.shape)}, ${b} ${format(y.shape)}. Reshape one of them.`,
    { [a]: x.shape, [b]: y.shape },
  );
}
