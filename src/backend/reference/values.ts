import { allocate as allocateTyped, isFloat, type DType, type TypedArray } from '../../core/dtype.ts';
import { scalarShape, type Shape } from '../../core/shape.ts';
import { Raw } from '../raw.ts';

/**
 * What a Raw's `dataId` is here: its values. A float of one element is a plain array, because making one takes a
 * fifth of the time of a Float64Array and scalar graphs make little else.
 */
export type Values = number[] | Float64Array | Int32Array | Uint8Array;

/** The values of a block, not a copy. */
export function valuesOf(raw: Raw): Values {
  return raw.dataId as Values;
}

/** The first value of a block: the only one of a scalar. */
export function valueOf(raw: Raw): number {
  return (raw.dataId as Values)[0]!;
}

/** The values as a Float64Array, for loops that want one type of array; a copy unless they are one already. */
export function floatsOf(raw: Raw): Float64Array {
  const values = valuesOf(raw);
  return values instanceof Float64Array ? values : Float64Array.from(values);
}

/** Zeros to be filled in. */
export function zeros(dtype: DType, size: number): Values {
  if (size === 1 && isFloat(dtype)) return [0];
  return allocateTyped(here(dtype), size) as Values;
}

/** The name a dtype has on this device: its one float is float64. */
export function here(dtype: string): 'float64' | 'int32' | 'bool' {
  return dtype === 'int32' || dtype === 'bool' ? dtype : 'float64';
}

/** The values in the array type of `dtype`, a copy. int32 truncates and wraps, bool is 1 where the value is not 0. */
export function convert(values: ArrayLike<number>, dtype: DType): Values {
  const converted = zeros(dtype, values.length);
  if (dtype !== 'bool' && !Array.isArray(converted)) {
    converted.set(values);
    return converted;
  }
  for (let i = 0; i < values.length; i++) converted[i] = dtype === 'bool' ? Number(values[i] !== 0) : values[i]!;
  return converted;
}

/** The values as what callers outside the device get: a typed array, a copy. */
export function exported(raw: Raw): TypedArray {
  const values = valuesOf(raw);
  return Array.isArray(values) ? Float64Array.from(values) : values.slice();
}

/** A new block on the device of `like` that owns `values`, already in the array type of `dtype`. */
export function block(like: Raw, shape: Shape, dtype: DType, values: Values): Raw {
  return new Raw(values, shape, dtype, like.device);
}

/** A new block of floats computed in a Float64Array, stored as `dtype`. */
export function blockFrom(like: Raw, shape: Shape, dtype: DType, values: Float64Array): Raw {
  return block(like, shape, dtype, isFloat(dtype) && values.length !== 1 ? values : convert(values, dtype));
}

/** True of what the scalar path of a kernel takes: one float without axes. */
export function isScalar(raw: Raw): boolean {
  return raw.shape.length === 0 && raw.dtype === 'float64';
}

/** A new float scalar on the device of `like`. */
export function scalar(like: Raw, value: number): Raw {
  return new Raw([value], scalarShape, 'float64', like.device);
}
