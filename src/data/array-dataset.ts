import { ArgumentError, ShapeError } from '../core/errors.ts';
import { format, type Shape } from '../core/shape.ts';
import { arrayOf, type ArrayData } from './array-data.ts';
import type { Dataset, Sample } from './dataset.ts';
import { rowSize, sameType, type HostArray, type HostData } from './host-array.ts';
import { MappedDataset } from './mapped-dataset.ts';
import type { DataSource } from './sources/locate.ts';
import type { Transform } from './transforms/transform.ts';

/** Options of `ArrayDataset`. */
export interface ArrayDatasetOptions {
  /** Default 'given'. */
  readonly source?: DataSource;
  /** Inputs kept as bytes are divided by this when they are drawn; default 1. */
  readonly divisor?: number;
}

/**
 * Samples that lie in two arrays, one row each.
 *
 * Inputs of bytes stay bytes in memory and become float32 when drawn; small integers of targets become int32. Plain numbers
 * are floats: class numbers are an Int32Array.
 *
 * Shapes: `x` [N, ...], `y` [N, ...]
 *
 * @throws {ShapeError} if `x` and `y` do not have equally many rows; {ArgumentError} if one is no array of numbers; {DeviceError}
 *   for a tensor on webgpu, which cannot be read at once.
 * @example new ArrayDataset([[0, 1], [1, 1], [1, 0]], Int32Array.of(1, 0, 1)).length; // 3
 */
export class ArrayDataset implements Dataset {
  /** Inputs as they are kept: bytes not yet divided. */
  readonly x: HostArray;
  readonly y: HostArray;
  readonly length: number;
  readonly source: DataSource;
  readonly #divisor: number;
  readonly #floats: Float32Array | null;

  constructor(x: ArrayData, y: ArrayData, { source = 'given', divisor = 1 }: ArrayDatasetOptions = {}) {
    this.x = checked(x, 'x');
    this.y = widened(checked(y, 'y'));
    this.length = this.x.shape[0]!;
    this.source = source;
    this.#divisor = divisor;
    if (this.y.shape[0] !== this.length) {
      const message = `ArrayDataset: x and y must have equally many rows: x ${format(this.x.shape)}, y ${format(this.y.shape)}.`;
      throw new ShapeError(message, { x: this.x.shape, y: this.y.shape });
    }
    this.#floats = this.x.data instanceof Uint8Array ? quotients(divisor) : null;
  }

  /** @throws {ArgumentError} if there is no such sample. */
  get(index: number): Sample {
    const { x, y } = this.batch(Int32Array.of(index));
    return { x: { data: x.data, shape: x.shape.slice(1) }, y: { data: y.data, shape: y.shape.slice(1) } };
  }

  /** @throws {ArgumentError} if an index is not one of a sample. */
  batch(indices: Int32Array): Sample {
    checkIndices(indices, this.length);
    return { x: this.#floats === null ? pick(this.x, indices) : pickFloats(this.x, indices, this.#floats), y: pick(this.y, indices) };
  }

  /** The samples from `start` up to `end`, without copying. */
  slice(start: number, end?: number): ArrayDataset {
    const options = { source: this.source, divisor: this.#divisor };
    return new ArrayDataset(sliceRows(this.x, start, end), sliceRows(this.y, start, end), options);
  }

  /** These samples, each input put through `transform` when it is drawn. */
  map(transform: Transform): MappedDataset {
    return new MappedDataset(this, transform);
  }
}

function checked(array: ArrayData, name: string): HostArray {
  const { data, shape } = arrayOf(array, 'ArrayDataset', name);
  if (shape.length === 0)
    throw new ShapeError(`ArrayDataset: ${name} must have rows, got a scalar. Give it a first axis.`, { [name]: shape });
  return { data, shape };
}

function widened(y: HostArray): HostArray {
  const { data, shape } = y;
  return data instanceof Float32Array || data instanceof Float64Array || data instanceof Int32Array
    ? y
    : { data: Int32Array.from(data), shape };
}

function quotients(divisor: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => byte / divisor);
}

function checkIndices(indices: Int32Array, length: number): void {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (index < 0 || index >= length) {
      throw new ArgumentError(`ArrayDataset: no such sample: index ${index}, the dataset has ${length}.`, 'index', index);
    }
  }
}

function pick(array: HostArray, indices: Int32Array): HostArray {
  const size = rowSize(array);
  const picked = sameType(array.data, indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i]! * size;
    picked.set(array.data.subarray(start, start + size), i * size);
  }
  return { data: picked, shape: [indices.length, ...array.shape.slice(1)] };
}

function pickFloats(array: HostArray, indices: Int32Array, floats: Float32Array): HostArray {
  const size = rowSize(array);
  const { data } = array;
  const picked = new Float32Array(indices.length * size);
  for (let i = 0, to = 0; i < indices.length; i++) {
    const start = indices[i]! * size;
    for (let from = start; from < start + size; from++) picked[to++] = floats[data[from]!]!;
  }
  return { data: picked, shape: [indices.length, ...array.shape.slice(1)] };
}

function sliceRows(array: HostArray, start: number, end?: number): HostArray {
  const size = rowSize(array);
  const [from, to] = bounds(array.shape[0]!, start, end);
  const data: HostData = array.data.subarray(from * size, to * size);
  const shape: Shape = [to - from, ...array.shape.slice(1)];
  return { data, shape };
}

// As Array.prototype.slice: negative counts from the end, beyond the end is the end.
function bounds(length: number, start: number, end = length): [number, number] {
  const clamp = (index: number): number => Math.min(length, Math.max(0, index < 0 ? length + index : index));
  return [clamp(start), Math.max(clamp(start), clamp(end))];
}
