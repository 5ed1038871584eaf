import type { DeviceName } from '../../backend/device.ts';
import { device as devices } from '../../backend/devices.ts';
import type { Device } from '../../backend/device.ts';
import { checkDtype, convert, isFloat, type DType, type TypedArray } from '../../core/dtype.ts';
import { ArgumentError, DtypeError, ShapeError } from '../../core/errors.ts';
import { checkShape, format, sizeOf, type Shape } from '../../core/shape.ts';
import { track } from '../../graph/scope.ts';
import { Tensor } from '../../graph/tensor.ts';

/** Numbers or booleans, bare, nested as deep as the tensor has axes, or flat in a typed array. */
export type TensorData = number | boolean | TypedArray | SmallArray | readonly TensorData[];

/** Typed arrays of numbers that no device keeps: pixels of a canvas, samples of a sound. */
type SmallArray = Uint8ClampedArray | Int8Array | Int16Array | Uint16Array;

/** Where and as what a tensor is made. */
export interface CreateOptions {
  /** Default: the device's float, for bytes too; int32 for Int32Array and other small integers, bool for booleans. */
  readonly dtype?: DType | undefined;
  /** Default: the current device. */
  readonly device?: DeviceName | Device | undefined;
  /** Default false. */
  readonly requiresGrad?: boolean | undefined;
  /** The name that drawings and reports show. */
  readonly label?: string | undefined;
}

/** `tensor` also takes the shape of flat data. */
export interface TensorOptions extends CreateOptions {
  /** Default: that of the nesting; `[length]` for a typed array. */
  readonly shape?: Shape | undefined;
}

/**
 * A tensor of given values.
 *
 * `float32` and `float64` both mean the float of the device.
 *
 * @throws {ShapeError} if nested arrays are ragged, or the data does not fill `shape`.
 * @throws {DtypeError} if a gradient is asked of integers.
 * @example tensor([[1, 2], [3, 4]]).shape; // [2, 2]
 */
export function tensor(data: TensorData, options: TensorOptions = {}): Tensor {
  const { values, shape, dtype } = flatten(data);
  const wanted = options.shape ?? shape;
  checkShape('tensor', wanted);
  if (sizeOf(wanted) !== values.length) {
    throw new ShapeError(`tensor: ${values.length} values do not fill the shape: data ${format(shape)}, shape ${format(wanted)}.`, {
      data: shape,
      shape: wanted,
    });
  }
  return create(values, wanted, { ...options, dtype: options.dtype ?? dtype });
}

/** Uploads flat values. @internal */
export function create(values: ArrayLike<number>, shape: Shape, options: CreateOptions): Tensor {
  const device = deviceOf(options.device);
  const asked = options.dtype ?? device.float;
  checkDtype('tensor', asked);
  const dtype = isFloat(asked) ? device.float : asked;
  if (options.requiresGrad === true && !isFloat(dtype)) {
    throw new DtypeError(`tensor: only floats carry gradients: dtype ${dtype}, requiresGrad true. Leave out one of them.`, { dtype });
  }
  const made = track(new Tensor(device.upload(convert(values, dtype), shape, dtype)));
  if (options.requiresGrad === true) made.setRequiresGrad();
  if (options.label !== undefined) made.label = options.label;
  return made;
}

function deviceOf(device: DeviceName | Device | undefined): Device {
  return device === undefined ? devices.current : typeof device === 'string' ? devices.get(device) : device;
}

interface Flat {
  readonly values: ArrayLike<number>;
  readonly shape: Shape;
  /** What the data says of its dtype; undefined for plain numbers. */
  readonly dtype: DType | undefined;
}

function flatten(data: TensorData): Flat {
  if (data instanceof Float32Array || data instanceof Float64Array || data instanceof Uint8Array || data instanceof Uint8ClampedArray)
    return { values: data, shape: [data.length], dtype: undefined };
  if (data instanceof Int32Array || data instanceof Int8Array || data instanceof Int16Array || data instanceof Uint16Array)
    return { values: data, shape: [data.length], dtype: 'int32' };
  const shape: number[] = [];
  for (let level: TensorData = data; isNested(level); level = level[0]!) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const values: number[] = [];
  const booleans = collect(data, shape, 0, values);
  return { values, shape, dtype: booleans > 0 && booleans === values.length ? 'bool' : undefined };
}

/** Appends the numbers of `data` and returns how many were booleans. */
function collect(data: TensorData, shape: Shape, depth: number, values: number[]): number {
  if (depth === shape.length) {
    if (typeof data === 'boolean') return values.push(data ? 1 : 0) && 1;
    if (typeof data === 'number') return values.push(data) && 0;
    if (isNested(data)) throw ragged(shape, depth, data.length);
    const other: unknown = data;
    throw new ArgumentError(
      `tensor: data must be numbers or booleans: got ${other instanceof Object ? other.constructor.name : other === null ? 'null' : typeof other} at depth ${depth}.`,
      'data',
      other,
    );
  }
  if (!isNested(data) || data.length !== shape[depth]) throw ragged(shape, depth, isNested(data) ? data.length : typeof data);
  let booleans = 0;
  for (const item of data) booleans += collect(item, shape, depth + 1, values);
  return booleans;
}

function isNested(data: TensorData): data is readonly TensorData[] {
  return Array.isArray(data);
}

function ragged(shape: Shape, depth: number, got: number | string): ShapeError {
  const expected = depth === shape.length ? 'a number' : `length ${shape[depth]}`;
  return new ShapeError(
    `tensor: the nested arrays are ragged: at depth ${depth} expected ${expected}, got ${got}. Give every row the same length.`,
    { data: shape },
  );
}
