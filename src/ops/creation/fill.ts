import { ArgumentError } from '../../core/errors.ts';
import { checkShape, sizeOf, tooLarge, type Shape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { create, type CreateOptions } from './tensor.ts';

/**
 * A tensor of zeros.
 *
 * @throws {ShapeError} if a length is negative or not whole.
 * @example zeros([2, 2]).toArray(); // [[0, 0], [0, 0]]
 */
export function zeros(shape: Shape, options: CreateOptions = {}): Tensor {
  return filled('zeros', shape, 0, options);
}

/**
 * A tensor of ones.
 *
 * @throws {ShapeError} if a length is negative or not whole.
 * @example ones([3]).toArray(); // [1, 1, 1]
 */
export function ones(shape: Shape, options: CreateOptions = {}): Tensor {
  return filled('ones', shape, 1, options);
}

/**
 * A tensor of one value.
 *
 * @throws {ShapeError} if a length is negative or not whole.
 * @example full([2], 7).toArray(); // [7, 7]
 */
export function full(shape: Shape, value: number, options: CreateOptions = {}): Tensor {
  return filled('full', shape, value, options);
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
  checkShape('eye', [rows, columns]);
  const values = zerosOf('eye', [rows, columns]);
  for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = 1;
  return create(values, [rows, columns], options);
}

/**
 * Numbers from `start` up to, not including, `stop`; `range(n)` counts from 0.
 *
 * Shapes: -> [ceil((stop - start) / step)]
 *
 * @throws {ArgumentError} if `step` is 0, or a number is not finite.
 * @example range(2, 8, 2).toArray(); // [2, 4, 6]
 */
export function range(start: number, stop?: number, step = 1, options: CreateOptions = {}): Tensor {
  if (step === 0) throw new ArgumentError('range: the step must not be 0: step 0. Use 1 or -1.', 'step', step);
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  if (!Number.isFinite((to - from) / step)) {
    throw new ArgumentError(`range: start, stop and step must be finite: start ${from}, stop ${to}, step ${step}.`, 'stop', to);
  }
  const shape = [Math.max(0, Math.ceil((to - from) / step))];
  checkShape('range', shape);
  const values = zerosOf('range', shape);
  for (let i = 0; i < values.length; i++) values[i] = from + i * step;
  return create(values, shape, options);
}

/**
 * `count` numbers evenly spaced from `start` to `stop`, both included; a single one is `start`.
 *
 * Shapes: -> [count]
 *
 * @throws {ShapeError} if `count` is negative or not whole.
 * @example linspace(0, 1, 3).toArray(); // [0, 0.5, 1]
 */
export function linspace(start: number, stop: number, count: number, options: CreateOptions = {}): Tensor {
  checkShape('linspace', [count]);
  const values = zerosOf('linspace', [count]);
  for (let i = 0; i < count; i++) values[i] = i > 0 && i === count - 1 ? stop : start + (i === 0 ? 0 : (i * (stop - start)) / (count - 1));
  return create(values, [count], options);
}

function filled(name: string, shape: Shape, value: number, options: CreateOptions): Tensor {
  checkShape(name, shape);
  return create(zerosOf(name, shape).fill(value), shape, options);
}

/** @throws {ArgumentError} if the memory does not suffice. */
function zerosOf(name: string, shape: Shape): Float64Array {
  try {
    return new Float64Array(sizeOf(shape));
  } catch (cause) {
    throw tooLarge(name, shape, { cause });
  }
}
