import { ArgumentError } from '../core/errors.ts';
import { Tensor, type NestedArray } from '../graph/tensor.ts';
import { tensor } from '../ops/creation/tensor.ts';
import { hostArray, type HostArray, type HostData } from './host-array.ts';

/** Numbers by rows: nested, a typed array (each number a row), data with its shape, or a tensor, whose values are copied. */
export type ArrayData = HostArray | HostData | Tensor | readonly NestedArray[];

/** The same with its shape, checked. @internal */
export function arrayOf(data: ArrayData, user: string, name: string): HostArray {
  if (data instanceof Tensor) return { data: data.dataSync().slice(), shape: data.shape };
  if (isNested(data)) {
    const read = tensor(data, { device: 'reference' });
    const array = arrayOf(read, user, name);
    read.dispose();
    return array;
  }
  if (isHostData(data)) return { data, shape: [data.length] };
  const given: unknown = data;
  if (typeof given !== 'object' || given === null || !isHostData(data.data)) {
    throw new ArgumentError(
      `${user}: ${name} must be nested arrays of numbers, a typed array, hostArray(data, shape) or a tensor: got ${nameOf(given)}.`,
      name,
      given,
    );
  }
  return hostArray(data.data, data.shape);
}

function isNested(data: ArrayData): data is readonly NestedArray[] {
  return Array.isArray(data);
}

function isHostData(data: unknown): data is HostData {
  return (
    ArrayBuffer.isView(data) &&
    !(data instanceof DataView || data instanceof Uint8ClampedArray || data instanceof BigInt64Array || data instanceof BigUint64Array)
  );
}

function nameOf(given: unknown): string {
  if (given === null || given === undefined) return String(given);
  return typeof given === 'object' ? given.constructor.name : typeof given;
}
