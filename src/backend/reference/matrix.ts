/** Factorizations of one square matrix, row-major in float64. They hand NaN on, and report what has no answer. */

/** P A = L U: L (ones on its diagonal) and U in one array, the row that stands at each place, and the sign of P. */
export interface Factors {
  readonly lu: Float64Array;
  readonly rows: Int32Array;
  readonly sign: number;
  /** True if a pivot is 0: the matrix has no inverse. */
  readonly singular: boolean;
}

/** Gaussian elimination, the largest element of each column as pivot. */
export function luOf(matrix: Float64Array, n: number): Factors {
  const lu = matrix.slice();
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  let sign = 1;
  let singular = false;
  for (let k = 0; k < n; k++) {
    const pivot = pivotRow(lu, n, k);
    if (pivot !== k) {
      swapRows(lu, n, k, pivot);
      [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
      sign = -sign;
    }
    const diagonal = lu[k * n + k]!;
    if (diagonal === 0) {
      singular = true;
      continue;
    }
    for (let i = k + 1; i < n; i++) {
      const factor = (lu[i * n + k]! /= diagonal);
      for (let j = k + 1; j < n; j++) lu[i * n + j]! -= factor * lu[k * n + j]!;
    }
  }
  return { lu, rows, sign, singular };
}

function pivotRow(lu: Float64Array, n: number, k: number): number {
  let best = k;
  for (let i = k + 1; i < n; i++) if (Math.abs(lu[i * n + k]!) > Math.abs(lu[best * n + k]!)) best = i;
  return best;
}

function swapRows(matrix: Float64Array, n: number, i: number, j: number): void {
  for (let column = 0; column < n; column++) {
    const held = matrix[i * n + column]!;
    matrix[i * n + column] = matrix[j * n + column]!;
    matrix[j * n + column] = held;
  }
}

/** X of A X = B for `width` right-hand columns, from the factors of A. */
export function luSolve({ lu, rows }: Factors, right: Float64Array, n: number, width: number): Float64Array {
  const permuted = new Float64Array(n * width);
  for (let i = 0; i < n; i++) permuted.set(right.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width);
  const inner = triangularSolve(lu, permuted, n, width, { lower: true, unit: true });
  return triangularSolve(lu, inner, n, width, { lower: false, unit: false });
}

/** X of T X = B, where T is the lower or upper triangle of `matrix`, its diagonal taken as ones if `unit`. */
export function triangularSolve(
  matrix: Float64Array,
  right: Float64Array,
  n: number,
  width: number,
  { lower, unit }: { readonly lower: boolean; readonly unit: boolean },
): Float64Array {
  const x = right.slice();
  for (let step = 0; step < n; step++) {
    const i = lower ? step : n - 1 - step;
    for (let k = lower ? 0 : i + 1; k < (lower ? i : n); k++) {
      const factor = matrix[i * n + k]!;
      for (let j = 0; j < width; j++) x[i * width + j]! -= factor * x[k * width + j]!;
    }
    if (!unit) for (let j = 0; j < width; j++) x[i * width + j]! /= matrix[i * n + i]!;
  }
  return x;
}

/** L of A = L L', from A's lower triangle; null if A is not positive definite. */
export function choleskyOf(matrix: Float64Array, n: number): Float64Array | null {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= factor[i * n + k]! * factor[j * n + k]!;
      if (i === j && rest <= 0) return null;
      factor[i * n + j] = i === j ? Math.sqrt(rest) : rest / factor[j * n + j]!;
    }
  }
  return factor;
}

/** The matrix turned over. */
export function transposed(matrix: Float64Array, n: number): Float64Array {
  const turned = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) turned[j * n + i] = matrix[i * n + j]!;
  return turned;
}

/** Ones on the diagonal. */
export function identity(n: number): Float64Array {
  const ones = new Float64Array(n * n);
  for (let i = 0; i < n; i++) ones[i * n + i] = 1;
  return ones;
}
