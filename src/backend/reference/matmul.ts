import { promote } from '../../core/dtype.ts';
import { broadcastShapes, sizeOf, type Shape } from '../../core/shape.ts';
import type { Kernels } from './kernel-type.ts';
import { broadcastOffsets } from './offsets.ts';
import { addScaled } from './rows.ts';
import { blockFrom, floatsOf } from './values.ts';

/** Products of the last two axes; the axes before them broadcast. */
export const matmulKernels: Kernels<'BatchMatMul'> = {
  BatchMatMul: ({ a, b }, { transposeA, transposeB }) => {
    const [m, k] = lastTwo(a.shape, transposeA);
    const [, n] = lastTwo(b.shape, transposeB);
    const batches = { a: { shape: a.shape.slice(0, -2) }, b: { shape: b.shape.slice(0, -2) } };
    const batch = broadcastShapes('kernel', batches);
    const left = transposeA ? transposed(floatsOf(a), k, m) : floatsOf(a);
    const right = transposeB ? transposed(floatsOf(b), n, k) : floatsOf(b);
    const leftOf = broadcastOffsets(batches.a.shape, batch);
    const rightOf = broadcastOffsets(batches.b.shape, batch);
    const product = new Float64Array(sizeOf(batch) * m * n);
    for (let i = 0; i < leftOf.length; i++) {
      addProduct(product, i * m * n, left, leftOf[i]! * m * k, right, rightOf[i]! * k * n, m, k, n);
    }
    return blockFrom(a, [...batch, m, n], promote(a.dtype, b.dtype), product);
  },
};

function lastTwo(shape: Shape, transpose: boolean): [number, number] {
  const rows = shape.at(-2)!;
  const columns = shape.at(-1)!;
  return transpose ? [columns, rows] : [rows, columns];
}

/** Each [rows, columns] matrix of a batch turned over. */
function transposed(matrices: Float64Array, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(matrices.length);
  for (let start = 0; start < matrices.length; start += rows * columns) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) turned[start + j * rows + i] = matrices[start + i * columns + j]!;
    }
  }
  return turned;
}

/** i-k-j: the innermost loop runs along rows of both the right operand and the product. */
function addProduct(
  product: Float64Array,
  productAt: number,
  left: Float64Array,
  leftAt: number,
  right: Float64Array,
  rightAt: number,
  m: number,
  k: number,
  n: number,
): void {
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) addScaled(product, productAt + i * n, left[leftAt + i * k + p]!, right, rightAt + p * n, n);
  }
}
