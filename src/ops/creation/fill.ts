import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format, sizeOf, type Shape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { create, type CreateOptions } from './tensor.ts';

/**
 * A tensor of zeros.
 *
 * @throws {ShapeError} if a length is negative or not whole.
 * @example zeros([2, 2]).toArray(); // [[0, 0], [0, 0]]
 */
export function zeros(shape: Shape, options: CreateOptions = {}): Tensor {
  return create(new Float64Array(sizeOfChecked('zeros', shape)), shape, options);
}

/**
 * A tensor of ones.
 *
 * @throws {ShapeError} if a length is negative or not whole.
 * @example ones([3]).toArray(); // [1, 1, 1]
 */
export function ones(shape: Shape, options: CreateOptions = {}): Tensor {
  return full(shape, 1, options);
}

/**
 * A tensor of one value.
 *
 * @throws {ShapeError} if a length is negative or not whole.
 * @example full([2], 7).toArray(); // [7, 7]
 */
export function full(shape: Shape, value: number, options: CreateOptions = {}): Tensor {
  return create(new Float64Array(sizeOfChecked('full', shape)).fill(value), shape, options);
}

/**
 * A tensor of zeros with the shape, dtype and device of another.
 *
 * @example zerosLike(tensor([1, 2])).toArray(); // [0, 0]
 */
export function zerosLike(x: Tensor, options: CreateOptions = {}): Tensor {
  return zeros(x.shape, { dtype: x.dtype, device: x.device, ...options });
}

/**
 * A tensor of ones with the shape, dtype and device of another.
 *
 * @example onesLike(tensor([5, 6])).toArray(); // [1, 1]
 */
export function onesLike(x: Tensor, options: CreateOptions = {}): Tensor {
  return ones(x.shape, { dtype: x.dtype, device: x.device, ...options });
}

/**
 * A matrix with ones on its diagonal.
 *
 * Shapes: -> [rows, columns]; square without `columns`
 *
 * @throws {ShapeError} if a length is negative or not whole.
 * @example eye(2).toArray(); // [[1, 0], [0, 1]]
 */
export function eye(rows: number, columns: number = rows, options: CreateOptions = {}): Tensor {
  const values = new Float64Array(sizeOfChecked('eye', [rows, columns]));
  for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = 1;
  return create(values, [rows, columns], options);
}

/**
 * Numbers from `start` up to, not including, `stop`; `range(n)` counts from 0.
 *
 * Shapes: -> [ceil((stop - start) / step)]
 *
 * @throws {ArgumentError} if `step` is 0.
 * @example range(2, 8, 2).toArray(); // [2, 4, 6]
 */
export function range(start: number, stop?: number, step = 1, options: CreateOptions = {}): Tensor {
  if (step === 0) throw new ArgumentError('range: the step must not be 0: step 0. Use 1 or -1.', 'step', step);
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const values = Float64Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step);
  return create(values, [values.length], options);
}

/**
 * `count` numbers evenly spaced from `start` to `stop`, both included.
 *
 * Shapes: -> [count]
 *
 * @throws {ShapeError} if `count` is negative or not whole.
 * @example linspace(0, 1, 3).toArray(); // [0, 0.5, 1]
 */
export function linspace(start: number, stop: number, count: number, options: CreateOptions = {}): Tensor {
  const values = new Float64Array(sizeOfChecked('linspace', [count]));
  for (let i = 0; i < count; i++) values[i] = i === count - 1 ? stop : start + (i * (stop - start)) / (count - 1);
  return create(values, [count], options);
}

function sizeOfChecked(name: string, shape: Shape): number {
  if (shape.some((length) => !Number.isInteger(length) || length < 0)) {
    throw new ShapeError(`${name}: lengths must be whole and not negative: shape ${format(shape)}.`, { shape });
  }
  return sizeOf(shape);
}
