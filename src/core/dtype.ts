import { DtypeError } from './errors.ts';

/** What a tensor's elements are. `float64` lives on the reference device, `float32` on the others. */
export type DType = 'float32' | 'float64' | 'int32' | 'bool';

/** The dtypes that carry gradients. */
export type FloatDType = 'float32' | 'float64';

/** Arrays that hold a tensor's values outside a device: floats, int32, and bool as 0 or 1. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** True of the dtypes that carry gradients. */
export function isFloat(dtype: DType): dtype is FloatDType {
  return dtype === 'float32' || dtype === 'float64';
}

const rank: Record<DType, number> = { bool: 0, int32: 1, float32: 2, float64: 3 };

/** Refuses what is no dtype. @throws {DtypeError} */
export function checkDtype(op: string, dtype: DType): void {
  if (Object.hasOwn(rank, dtype)) return;
  throw new DtypeError(
    `${op}: there is no such dtype: dtype '${dtype}'. Use 'float32' or 'float64' (the float of the device), 'int32' or 'bool'.`,
    { dtype },
  );
}

/** The smaller dtype that holds both: bool < int32 < float. Shapes play no part. */
export function promote(a: DType, b: DType): DType {
  return rank[a] >= rank[b] ? a : b;
}

/** Bytes that one element takes on a device. tfjs keeps bool in a byte. */
export function bytesPerElement(dtype: DType): number {
  return dtype === 'bool' ? 1 : dtype === 'float64' ? 8 : 4;
}

/** A zeroed array of the type that holds `dtype`. */
export function allocate(dtype: DType, size: number): TypedArray {
  switch (dtype) {
    case 'float32':
      return new Float32Array(size);
    case 'float64':
      return new Float64Array(size);
    case 'int32':
      return new Int32Array(size);
    case 'bool':
      return new Uint8Array(size);
  }
}

/** The values converted to the array type of `dtype`; bool becomes 0 or 1, int32 truncates toward zero. */
export function convert(values: ArrayLike<number>, dtype: DType): TypedArray {
  const converted = allocate(dtype, values.length);
  if (dtype === 'bool') {
    for (let i = 0; i < values.length; i++) converted[i] = values[i] === 0 ? 0 : 1;
  } else {
    converted.set(values);
  }
  return converted;
}
