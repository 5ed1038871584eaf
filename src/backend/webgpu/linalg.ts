import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf, type Shape } from '../../core/shape.ts';
import type { LinalgKernel } from '../kernel-families.ts';
import type { Gpu } from './gpu.ts';
import type { GpuKernels } from './kernel-type.ts';

/**
 * Kernels over square matrices: a thread per matrix or column. A shader cannot throw: a matrix that has no inverse, or no
 * Cholesky factor, gives NaN.
 */
export const linalgKernels: GpuKernels<LinalgKernel> = {
  Cholesky: (gpu, { x }) =>
    perMatrix(gpu, { x }, x.shape, {
      n: x.shape.at(-1)!,
      body: `for (var r = 0; r < n; r++) {
        for (var c = 0; c < n; c++) {
          var rest = 0.0;
          if (c <= r) {
            rest = x[start + r * n + c];
            for (var k = 0; k < c; k++) { rest -= result[start + r * n + k] * result[start + c * n + k]; }
            if (c < r) { rest = rest / result[start + c * n + c]; }
            else { rest = select(uniforms.NAN, sqrt(rest), rest > 0.0); }
          }
          result[start + r * n + c] = rest;
        }
      }`,
    }),
  LogMatrixDeterminant: (gpu, { x }) => {
    const factors = factorsOf(gpu, x);
    return [
      overDiagonal(gpu, factors, x, 'factors[lu + n * n + n]', 'folded * select(sign(v), v, isnan(v))'),
      overDiagonal(gpu, factors, x, '0.0', 'folded + logOf(abs(v))'),
    ];
  },
  MatrixDeterminant: (gpu, { x }) => overDiagonal(gpu, factorsOf(gpu, x), x, 'factors[lu + n * n + n]', 'folded * v'),
  MatrixInverse: (gpu, { x }) => {
    const n = x.shape.at(-1)!;
    const body = 'result[i] = f32((i / uniforms.n) % uniforms.n == i % uniforms.n);';
    const identity = gpu.run({ inputs: {}, shape: x.shape, dtype: 'float32', ints: { n }, body });
    return solve(gpu, factorsOf(gpu, x), identity);
  },
  MatrixSolve: (gpu, { a, b }, { transpose }) => {
    const rank = a.shape.length;
    const perm = [...a.shape.keys()].slice(0, -2).concat(rank - 1, rank - 2);
    return solve(gpu, factorsOf(gpu, transpose ? gpu.kernel('Transpose', { x: a }, { perm }) : a), b);
  },
  MatrixTriangularSolve: (gpu, { a, b }, { lower, transpose }) =>
    perColumn(gpu, { a }, b, {
      head: `fn element(a0 : i32, r : i32, c : i32) -> f32 { return a[a0 + ${transpose ? 'c * uniforms.n + r' : 'r * uniforms.n + c'}]; }`,
      body: `let a0 = matrix * n * n;
        ${substitution(lower !== transpose, 'b[at + r * width]', 'element(a0, r, c)', 'element(a0, r, r)')}`,
    }),
};

interface MatrixCode {
  readonly n: number;
  /** Matrix `matrix` starts at element `start` of x. */
  readonly body: string;
}

function perMatrix(
  gpu: Gpu,
  { x }: { readonly x: TensorInfo },
  shape: Shape,
  { n, body }: MatrixCode,
  ints: Readonly<Record<string, number>> = {},
): TensorInfo {
  const count = sizeOf(x.shape.slice(0, -2));
  return gpu.run({
    inputs: { x },
    shape,
    dtype: 'float32',
    ints: { n, count, ...ints },
    groups: Math.ceil(count / 64),
    body: `if (i < uniforms.count) {
      let n = uniforms.n;
      let start = i * n * n;
      ${body}
    }`,
  });
}

/** Rows of a factored matrix: its n x n elements, the place that each row came from, and the permutation's sign. */
function factoredLength(n: number): number {
  return n * n + n + 1;
}

/** P A = L U with partial pivoting, L's unit diagonal left out. A column of zeros is passed over: it leaves a 0 on the diagonal. */
function factorsOf(gpu: Gpu, x: TensorInfo): TensorInfo {
  const n = x.shape.at(-1)!;
  const length = factoredLength(n);
  return perMatrix(
    gpu,
    { x },
    [...x.shape.slice(0, -2), length],
    {
      n,
      body: `let lu = i * uniforms.length;
      for (var k = 0; k < n * n; k++) { result[lu + k] = x[start + k]; }
      for (var r = 0; r < n; r++) { result[lu + n * n + r] = f32(r); }
      var sign = 1.0;
      for (var c = 0; c < n; c++) {
        var best = c;
        for (var r = c + 1; r < n; r++) {
          if (abs(result[lu + r * n + c]) > abs(result[lu + best * n + c])) { best = r; }
        }
        if (best != c) {
          sign = -sign;
          for (var k = 0; k < n; k++) {
            let v = result[lu + c * n + k];
            result[lu + c * n + k] = result[lu + best * n + k];
            result[lu + best * n + k] = v;
          }
          let origin = result[lu + n * n + c];
          result[lu + n * n + c] = result[lu + n * n + best];
          result[lu + n * n + best] = origin;
        }
        let pivot = result[lu + c * n + c];
        if (pivot == 0.0) { continue; }
        for (var r = c + 1; r < n; r++) {
          let factor = result[lu + r * n + c] / pivot;
          result[lu + r * n + c] = factor;
          for (var k = c + 1; k < n; k++) { result[lu + r * n + k] -= factor * result[lu + c * n + k]; }
        }
      }
      result[lu + n * n + n] = sign;`,
    },
    { length },
  );
}

/** Folds the diagonal of U. */
function overDiagonal(gpu: Gpu, factors: TensorInfo, x: TensorInfo, start: string, step: string): TensorInfo {
  const n = x.shape.at(-1)!;
  return gpu.run({
    inputs: { factors },
    shape: x.shape.slice(0, -2),
    dtype: 'float32',
    ints: { n, length: factoredLength(n) },
    body: `let n = uniforms.n;
      let lu = i * uniforms.length;
      var folded = ${start};
      for (var r = 0; r < n; r++) {
        let v = factors[lu + r * n + r];
        folded = ${step};
      }
      result[i] = folded;`,
  });
}

function solve(gpu: Gpu, factors: TensorInfo, b: TensorInfo): TensorInfo {
  const n = b.shape.at(-2)!;
  return perColumn(
    gpu,
    { factors },
    b,
    {
      head: '',
      body: `let lu = matrix * uniforms.length;
        ${substitution(true, 'b[matrix * n * width + i32(factors[lu + n * n + r]) * width + column]', 'factors[lu + r * n + c]', undefined)}
        ${substitution(false, 'result[at + r * width]', 'factors[lu + r * n + c]', 'factors[lu + r * n + r]')}`,
    },
    { length: factoredLength(n) },
  );
}

interface ColumnCode {
  readonly head: string;
  readonly body: string;
}

function perColumn(
  gpu: Gpu,
  inputs: Readonly<Record<string, TensorInfo>>,
  b: TensorInfo,
  { head, body }: ColumnCode,
  ints: Readonly<Record<string, number>> = {},
): TensorInfo {
  const [n, width] = b.shape.slice(-2) as [number, number];
  const count = n === 0 ? 0 : sizeOf(b.shape) / n;
  return gpu.run({
    inputs: { ...inputs, b },
    shape: b.shape,
    dtype: 'float32',
    ints: { n, width, count, ...ints },
    groups: Math.ceil(count / 64),
    head,
    body: `if (i < uniforms.count) {
      let n = uniforms.n;
      let width = uniforms.width;
      let matrix = i / width;
      let column = i % width;
      let at = matrix * n * width + column;
      ${body}
    }`,
  });
}

/** Solves for row r after row r of a triangle, in `result`; `diagonal` is 1 unless given. */
function substitution(lower: boolean, right: string, element: string, diagonal: string | undefined): string {
  return `for (var step = 0; step < n; step++) {
    let r = ${lower ? 'step' : 'n - 1 - step'};
    var rest = ${right};
    for (var c = ${lower ? '0' : 'r + 1'}; c < ${lower ? 'r' : 'n'}; c++) { rest -= ${element} * result[at + c * width]; }
    ${diagonal === undefined ? '' : `let pivot = ${diagonal}; rest = select(rest / pivot, uniforms.NAN, pivot == 0.0);`}
    result[at + r * width] = rest;
  }`;
}
