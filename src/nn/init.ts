import { random, type Generator } from '../core/random.ts';
import { ArgumentError } from '../core/errors.ts';
import { format, sizeOf, type Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { full } from '../ops/creation/fill.ts';
import { create } from '../ops/creation/tensor.ts';

/** Makes the initial values of a parameter, drawing from `generator` (default: the process's own). */
export type Initializer = (shape: Shape, generator?: Generator) => Tensor;

/** How many inputs feed an output of a weight, and how many outputs an input feeds. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/**
 * Fans of a weight: `[in, out]` for Linear, `[...kernel, in, out]` (HWIO) for convolutions.
 *
 * @throws {ArgumentError} for a vector or scalar, which has none.
 * @example init.fansOf([5, 5, 3, 30]); // { fanIn: 75, fanOut: 750 }
 */
export function fansOf(shape: Shape): Fans {
  if (shape.length < 2) {
    throw new ArgumentError(
      `init: a weight of shape ${format(shape)} has no fans. Use it for matrices and filters; for biases use zeros().`,
      'shape',
      shape,
    );
  }
  const field = sizeOf(shape.slice(0, -2));
  return { fanIn: field * shape[shape.length - 2]!, fanOut: field * shape[shape.length - 1]! };
}

/**
 * All zeros: for biases.
 *
 * @example init.zeros()([2]).toArray(); // [0, 0]
 */
export function zeros(): Initializer {
  return constant(0);
}

/**
 * All ones: for the scales of norms.
 *
 * @example init.ones()([2]).toArray(); // [1, 1]
 */
export function ones(): Initializer {
  return constant(1);
}

/**
 * One value everywhere.
 *
 * @example new Linear(784, 50, { biasInit: init.constant(0.1) });
 */
export function constant(value: number): Initializer {
  return (shape) => full(shape, value);
}

/**
 * Normal with standard deviation `std` (default 1) and mean `mean` (default 0).
 *
 * @example new Linear(784, 50, { weight: init.normal(0.01) });
 */
export function normal(std = 1, mean = 0): Initializer {
  return (shape, generator = random) => create(generator.fillNormal(new Float64Array(sizeOf(shape)), mean, std), shape, {});
}

/**
 * Uniform in [low, high), by default [0, 1).
 *
 * @example new Linear(784, 50, { weight: init.uniform(-0.1, 0.1) });
 */
export function uniform(low = 0, high = 1): Initializer {
  return (shape, generator = random) => create(generator.fillUniform(new Float64Array(sizeOf(shape)), low, high), shape, {});
}

/** Whether a spread follows the inputs of an output, the outputs of an input, or their mean. */
export type FanMode = 'in' | 'out' | 'average';

/** Options of the initializers that scale with the fans. */
export interface ScalingOptions {
  /** Default 'normal'. */
  readonly distribution?: 'normal' | 'uniform' | 'truncated';
  /** Default: the paper's. */
  readonly mode?: FanMode;
  /** Factor on the standard deviation. Default 1. */
  readonly gain?: number;
}

/**
 * Standard deviation sqrt(2 / (fanIn + fanOut)) (Glorot and Bengio 2010); the book's sqrt(1 / n) with `mode: 'in'`. For
 * sigmoid and tanh.
 *
 * @example new Linear(100, 100, { weight: init.xavier({ mode: 'in' }) });
 */
export function xavier({ mode = 'average', ...options }: ScalingOptions = {}): Initializer {
  return scaled(1, mode, options);
}

/**
 * Standard deviation sqrt(2 / fanIn) (He et al. 2015). For ReLU.
 *
 * @example new Linear(784, 100, { weight: init.he() });
 */
export function he({ mode = 'in', ...options }: ScalingOptions = {}): Initializer {
  return scaled(2, mode, options);
}

/**
 * Standard deviation sqrt(1 / fanIn) (LeCun et al. 1998). For SELU.
 *
 * @example new Linear(784, 100, { weight: init.lecun() });
 */
export function lecun({ mode = 'in', ...options }: ScalingOptions = {}): Initializer {
  return scaled(1, mode, options);
}

/**
 * Uniform within +-sqrt(1 / fanIn): PyTorch's default for Linear and convolutions.
 *
 * @example new Conv2d(3, 16, 3, { weight: init.fanInUniform() });
 */
export function fanInUniform(): Initializer {
  return (shape, generator) => {
    const bound = Math.sqrt(1 / fansOf(shape).fanIn);
    return uniform(-bound, bound)(shape, generator);
  };
}

/**
 * Columns (or rows, if they are fewer) at right angles and of length `gain` (default 1), uniform among all such
 * (Saxe et al. 2014). The axes before the last count as one.
 *
 * @throws {ArgumentError} for a vector or scalar.
 * @example new Linear(100, 100, { weight: init.orthogonal() });
 */
export function orthogonal({ gain = 1 }: { readonly gain?: number } = {}): Initializer {
  return (shape, generator = random) => {
    fansOf(shape);
    const columns = shape[shape.length - 1]!;
    const rows = sizeOf(shape.slice(0, -1));
    const [count, length] = rows >= columns ? [columns, rows] : [rows, columns];
    const vectors = orthonormal(count, length, generator);
    const values = new Float64Array(rows * columns);
    vectors.forEach((vector, i) =>
      vector.forEach((value, j) => (values[rows >= columns ? j * columns + i : i * columns + j] = gain * value)),
    );
    return create(values, shape, {});
  };
}

/** Random vectors of length 1 at right angles, by Gram and Schmidt's method. */
function orthonormal(count: number, length: number, generator: Generator): Float64Array[] {
  const found: Float64Array[] = [];
  while (found.length < count) {
    const vector = generator.randn(length);
    // Once leaves an error that grows with the number of vectors, twice does not.
    for (let pass = 0; pass < 2; pass++) {
      for (const other of found) {
        const share = dot(vector, other);
        for (let i = 0; i < length; i++) vector[i]! -= share * other[i]!;
      }
    }
    const size = Math.sqrt(dot(vector, vector));
    found.push(vector.map((value) => value / size));
  }
  return found;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Activations that have a usual gain. */
export type Nonlinearity = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu';

/**
 * The gain that keeps the spread of activations through a layer with this function behind it; PyTorch's table.
 *
 * @example new Linear(100, 100, { weight: init.xavier({ gain: init.gainOf('tanh') }) });
 */
export function gainOf(nonlinearity: Nonlinearity, { alpha = 0.01 }: { readonly alpha?: number } = {}): number {
  if (nonlinearity === 'tanh') return 5 / 3;
  if (nonlinearity === 'relu') return Math.SQRT2;
  if (nonlinearity === 'leakyRelu') return Math.sqrt(2 / (1 + alpha * alpha));
  return nonlinearity === 'selu' ? 3 / 4 : 1;
}

/**
 * Normal with standard deviation `std` (default 1) and mean `mean` (default 0), drawn again outside of `bound` standard
 * deviations (default 2).
 *
 * @example new Linear(784, 50, { weight: init.truncatedNormal(0.02) });
 */
export function truncatedNormal(std = 1, mean = 0, bound = 2): Initializer {
  return (shape, generator = random) => create(generator.fillTruncatedNormal(new Float64Array(sizeOf(shape)), mean, std, bound), shape, {});
}

function scaled(factor: number, mode: FanMode, { distribution = 'normal', gain = 1 }: ScalingOptions): Initializer {
  return (shape, generator) => {
    const { fanIn, fanOut } = fansOf(shape);
    const fan = mode === 'in' ? fanIn : mode === 'out' ? fanOut : (fanIn + fanOut) / 2;
    const std = gain * Math.sqrt(factor / fan);
    // A uniform in +-b has standard deviation b / sqrt(3); cutting a normal at 2 leaves 0.8796 of its standard deviation.
    const make =
      distribution === 'uniform'
        ? uniform(-std * Math.sqrt(3), std * Math.sqrt(3))
        : distribution === 'normal'
          ? normal(std)
          : truncatedNormal(std / 0.87962566103423978);
    return make(shape, generator);
  };
}
