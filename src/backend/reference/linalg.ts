import { convert } from '../../core/dtype.ts';
import { ArgumentError } from '../../core/errors.ts';
import { format, sizeOf, type Shape } from '../../core/shape.ts';
import { upload } from '../kernel.ts';
import type { KernelMap } from '../kernel-map.ts';
import type { Raw } from '../raw.ts';
import type { Kernels } from './kernel-type.ts';
import { choleskyOf, identity, luOf, luSolve, transposed, triangularSolve, type Factors } from './matrix.ts';

/** Kernels over square matrices in the last two axes. */
export type LinalgKernelName =
  'Cholesky' | 'LogMatrixDeterminant' | 'MatrixDeterminant' | 'MatrixInverse' | 'MatrixSolve' | 'MatrixTriangularSolve';

/**
 * Matrix by matrix in float64. They read and upload through the device of their inputs, so that they also serve
 * devices that have no such kernels and read synchronously.
 */
export const linalgKernels: Kernels<LinalgKernelName> = {
  Cholesky: ({ x }) =>
    made(
      x,
      x.shape,
      eachMatrix(x, (matrix, n, at) => {
        const factor = choleskyOf(matrix, n);
        if (factor === null) {
          throw new ArgumentError(
            `cholesky: a matrix is not positive definite: x ${format(x.shape)}, matrix ${at}. Add a small multiple of the identity.`,
            'x',
            at,
          );
        }
        return factor;
      }),
    ),
  LogMatrixDeterminant: ({ x }) => {
    const batch = x.shape.slice(0, -2);
    const factors = factorsOf(x);
    return [
      made(x, batch, factors.map(signOf)),
      made(
        x,
        batch,
        factors.map((one) => diagonal(one).reduce((sum, v) => sum + Math.log(Math.abs(v)), 0)),
      ),
    ];
  },
  MatrixDeterminant: ({ x }) =>
    made(
      x,
      x.shape.slice(0, -2),
      factorsOf(x).map((one) => diagonal(one).reduce((product, v) => product * v, one.sign)),
    ),
  MatrixInverse: ({ x }) =>
    made(
      x,
      x.shape,
      eachMatrix(x, (matrix, n, at) => luSolve(regular('inverse', luOf(matrix, n), x.shape, at), identity(n), n, n)),
    ),
  MatrixSolve: ({ a, b }, { transpose }) =>
    solveEach(a, b, (matrix, right, n, width, at) => {
      const factors = luOf(transpose ? transposed(matrix, n) : matrix, n);
      return luSolve(regular('solve', factors, a.shape, at), right, n, width);
    }),
  MatrixTriangularSolve: ({ a, b }, { lower, transpose }) =>
    solveEach(a, b, (matrix, right, n, width, at) => {
      for (let i = 0; i < n; i++) if (matrix[i * n + i] === 0) throw singular('triangularSolve', a.shape, at);
      return triangularSolve(transpose ? transposed(matrix, n) : matrix, right, n, width, { lower: lower !== transpose, unit: false });
    }),
};

function read(raw: Raw): Float64Array {
  return Float64Array.from(raw.device.readSync(raw));
}

function made(like: Raw, shape: Shape, values: ArrayLike<number>): Raw {
  const { device } = like;
  return upload(device, convert(values, device.float), shape, device.float);
}

/** `f` of each matrix of a batch, side by side. */
function eachMatrix(x: Raw, f: (matrix: Float64Array, n: number, at: number) => Float64Array): Float64Array {
  const n = x.shape.at(-1)!;
  const all = read(x);
  const results = new Float64Array(all.length);
  for (let at = 0; at * n * n < all.length; at++) results.set(f(all.slice(at * n * n, (at + 1) * n * n), n, at), at * n * n);
  return results;
}

type Solver = (matrix: Float64Array, right: Float64Array, n: number, width: number, at: number) => Float64Array;

function solveEach(a: KernelMap['MatrixSolve']['inputs']['a'], b: Raw, solver: Solver): Raw {
  const n = a.shape.at(-1)!;
  const width = b.shape.at(-1)!;
  const matrices = read(a);
  const rights = read(b);
  const solutions = new Float64Array(rights.length);
  for (let at = 0; at * n * width < rights.length; at++) {
    const matrix = matrices.slice(at * n * n, (at + 1) * n * n);
    solutions.set(solver(matrix, rights.slice(at * n * width, (at + 1) * n * width), n, width, at), at * n * width);
  }
  return made(b, b.shape, solutions);
}

function factorsOf(x: Raw): Factors[] {
  const n = x.shape.at(-1)!;
  const all = read(x);
  return Array.from({ length: sizeOf(x.shape.slice(0, -2)) }, (_, at) => luOf(all.slice(at * n * n, (at + 1) * n * n), n));
}

function diagonal({ lu, rows }: Factors): number[] {
  const n = rows.length;
  return Array.from(rows, (_, i) => lu[i * n + i]!);
}

function signOf(factors: Factors): number {
  return diagonal(factors).reduce((sign, v) => sign * Math.sign(v), factors.sign);
}

function regular(op: string, factors: Factors, shape: Shape, at: number): Factors {
  if (factors.singular) throw singular(op, shape, at);
  return factors;
}

function singular(op: string, shape: Shape, at: number): ArgumentError {
  const argument = op === 'inverse' ? 'x' : 'a';
  return new ArgumentError(
    `${op}: a matrix has no inverse: ${argument} ${format(shape)}, matrix ${at}. Add a small multiple of the identity.`,
    argument,
    at,
  );
}
