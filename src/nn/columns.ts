import type { Tensor } from '../graph/tensor.ts';
import { slice } from '../ops/movement/slice.ts';

/** The `at`-th block of `width` columns of a matrix: one gate of several that lie side by side. @internal */
export function columns(x: Tensor, at: number, width: number, blocks = 1): Tensor {
  return slice(x, { begin: [0, at * width], size: [x.shape[0]!, width * blocks] });
}
