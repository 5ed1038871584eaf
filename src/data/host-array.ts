import { ShapeError } from '../core/errors.ts';
import { format, sizeOf, type Shape } from '../core/shape.ts';

/** Arrays that hold data in host memory, before it becomes a tensor. */
export type HostData = Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

/** Numbers in host memory with their shape, row-major. */
export interface HostArray<D extends HostData = HostData> {
  readonly data: D;
  readonly shape: Shape;
}

/**
 * Pairs data with its shape.
 *
 * @throws {ShapeError} if `shape` does not have as many elements as `data`.
 * @example hostArray(Float32Array.of(1, 2, 3, 4), [2, 2]);
 */
export function hostArray<D extends HostData>(data: D, shape: Shape): HostArray<D> {
  if (sizeOf(shape) !== data.length) {
    throw new ShapeError(`hostArray: shape does not fit the data: shape ${format(shape)}, data ${data.length} elements.`, { shape });
  }
  return { data, shape };
}

/** A zeroed array of the same type, with `size` elements. */
export function sameType(data: HostData, size: number): HostData {
  if (data instanceof Float64Array) return new Float64Array(size);
  if (data instanceof Float32Array) return new Float32Array(size);
  if (data instanceof Int32Array) return new Int32Array(size);
  if (data instanceof Uint32Array) return new Uint32Array(size);
  if (data instanceof Int16Array) return new Int16Array(size);
  if (data instanceof Uint16Array) return new Uint16Array(size);
  if (data instanceof Int8Array) return new Int8Array(size);
  return new Uint8Array(size);
}

/** Number of elements in one row along axis 0. */
export function rowSize({ data, shape }: HostArray): number {
  return shape[0] === 0 ? 0 : data.length / shape[0]!;
}
