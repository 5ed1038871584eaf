import type { Shape } from '../core/shape.ts';
import { Buffer, type BufferOptions } from '../graph/buffer.ts';
import type { Initializer } from './init.ts';

export { Buffer, type BufferOptions };

/** A buffer of an initializer's values. @internal */
export function bufferOf(label: string, initializer: Initializer, shape: Shape, options: Omit<BufferOptions, 'label'> = {}): Buffer {
  const values = initializer(shape);
  const buffer = new Buffer(values, { ...options, label });
  values.dispose();
  return buffer;
}
