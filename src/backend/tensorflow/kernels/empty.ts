import type { DType } from '../../../core/dtype.ts';
import { sizeOf, type Shape } from '../../../core/shape.ts';
import type { Raw } from '../../raw.ts';
import type { Eager } from '../eager.ts';
import type { Result } from './kernel-type.ts';

/** True if a block has no elements. TensorFlow's convolutions, pools and scatters then fail or return another shape. */
export function isEmpty(...blocks: readonly Raw[]): boolean {
  return blocks.some(({ shape }) => sizeOf(shape) === 0);
}

export function zeros(tf: Eager, shape: Shape, dtype: DType = 'float32'): Result {
  return tf.op('Fill', [tf.ints(shape), tf.scalar(0, dtype)]);
}
