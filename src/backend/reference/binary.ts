import { promote, type DType } from '../../core/dtype.ts';
import { broadcastShapes, sameShape } from '../../core/shape.ts';
import type { ActivationGradKernel, PairwiseKernel } from '../kernel-families.ts';
import type { Raw } from '../raw.ts';
import type { Kernels } from './kernel-type.ts';
import { broadcastOffsets } from './offsets.ts';
import { block, isScalar, scalar, valueOf, valuesOf, zeros } from './values.ts';

/**
 * Functions of two elements, broadcast. `same` gives the larger dtype of the two, `float` a float, `test` bool.
 * Scalars take the first branch, where the function is known and can be inlined.
 */
export const binaryKernels: Kernels<PairwiseKernel | ActivationGradKernel> = {
  Add: ({ a, b }) => (isScalar(a) && isScalar(b) ? scalar(a, valueOf(a) + valueOf(b)) : same(a, b, (x, y) => x + y)),
  Atan2: ({ a, b }) => float(a, b, Math.atan2),
  EluGrad: ({ dy, y }) => float(dy, y, eluGrad),
  Equal: ({ a, b }) => test(a, b, (x, y) => x === y),
  Greater: ({ a, b }) => test(a, b, (x, y) => x > y),
  GreaterEqual: ({ a, b }) => test(a, b, (x, y) => x >= y),
  Less: ({ a, b }) => test(a, b, (x, y) => x < y),
  LessEqual: ({ a, b }) => test(a, b, (x, y) => x <= y),
  LogicalAnd: ({ a, b }) => test(a, b, (x, y) => x !== 0 && y !== 0),
  LogicalOr: ({ a, b }) => test(a, b, (x, y) => x !== 0 || y !== 0),
  Maximum: ({ a, b }) => (isScalar(a) && isScalar(b) ? scalar(a, Math.max(valueOf(a), valueOf(b))) : same(a, b, Math.max)),
  Minimum: ({ a, b }) => (isScalar(a) && isScalar(b) ? scalar(a, Math.min(valueOf(a), valueOf(b))) : same(a, b, Math.min)),
  Mod: ({ a, b }) => same(a, b, mod),
  Multiply: ({ a, b }) => (isScalar(a) && isScalar(b) ? scalar(a, valueOf(a) * valueOf(b)) : same(a, b, (x, y) => x * y)),
  NotEqual: ({ a, b }) => test(a, b, (x, y) => x !== y),
  Pow: ({ a, b }) => (isScalar(a) && isScalar(b) ? scalar(a, Math.pow(valueOf(a), valueOf(b))) : same(a, b, Math.pow)),
  Prelu: ({ x, alpha }) => float(x, alpha, (v, slope) => (v < 0 ? slope * v : v)),
  RealDiv: ({ a, b }) => (isScalar(a) && isScalar(b) ? scalar(a, valueOf(a) / valueOf(b)) : float(a, b, (x, y) => x / y)),
  ReluGrad: ({ dy, y }) => (isScalar(dy) && isScalar(y) ? scalar(dy, reluGrad(valueOf(dy), valueOf(y))) : float(dy, y, reluGrad)),
  SigmoidGrad: ({ dy, y }) => (isScalar(dy) && isScalar(y) ? scalar(dy, sigmoidGrad(valueOf(dy), valueOf(y))) : float(dy, y, sigmoidGrad)),
  SquaredDifference: ({ a, b }) => same(a, b, (x, y) => (x - y) * (x - y)),
  Sub: ({ a, b }) => (isScalar(a) && isScalar(b) ? scalar(a, valueOf(a) - valueOf(b)) : same(a, b, (x, y) => x - y)),
  TanhGrad: ({ dy, y }) => (isScalar(dy) && isScalar(y) ? scalar(dy, tanhGrad(valueOf(dy), valueOf(y))) : float(dy, y, tanhGrad)),
};

type Scalar = (x: number, y: number) => number;

function same(a: Raw, b: Raw, f: Scalar): Raw {
  const dtype = promote(a.dtype, b.dtype);
  return combine(a, b, dtype === 'bool' ? 'int32' : dtype, f);
}

function float(a: Raw, b: Raw, f: Scalar): Raw {
  return combine(a, b, 'float64', f);
}

function test(a: Raw, b: Raw, f: (x: number, y: number) => boolean): Raw {
  return combine(a, b, 'bool', (x, y) => Number(f(x, y)));
}

function combine(a: Raw, b: Raw, dtype: DType, f: Scalar): Raw {
  const left = valuesOf(a);
  const right = valuesOf(b);
  if (sameShape(a.shape, b.shape)) {
    const combined = zeros(dtype, left.length);
    for (let i = 0; i < left.length; i++) combined[i] = f(left[i]!, right[i]!);
    return block(a, a.shape, dtype, combined);
  }
  const shape = broadcastShapes('kernel', { a, b });
  const fromLeft = broadcastOffsets(a.shape, shape);
  const fromRight = broadcastOffsets(b.shape, shape);
  const combined = zeros(dtype, fromLeft.length);
  for (let i = 0; i < fromLeft.length; i++) combined[i] = f(left[fromLeft[i]!]!, right[fromRight[i]!]!);
  return block(a, shape, dtype, combined);
}

/** The remainder with the sign of the divisor, as NumPy's and Python's. */
function mod(x: number, y: number): number {
  const rest = x % y;
  return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest;
}

function eluGrad(dy: number, y: number): number {
  return y >= 0 ? dy : dy * (y + 1);
}

function reluGrad(dy: number, y: number): number {
  return y > 0 ? dy : Number.isNaN(y) ? y : 0;
}

function sigmoidGrad(dy: number, y: number): number {
  return dy * y * (1 - y);
}

function tanhGrad(dy: number, y: number): number {
  return dy * (1 - y * y);
}
