import { broadcastShapes, sizeOf, type Shape } from '../../core/shape.ts';
import { eachRun, joinAxes, repeatedStrides } from './broadcast.ts';
import type { WasmKernels } from './kernel-type.ts';
import { fillSteps, openProduct } from './product.ts';
import { asFloat } from './unary.ts';

/**
 * Products of the last two axes; the axes before them broadcast.
 *
 * tfjs's takes XNNPACK's path only for one plain product: 15 times faster than its loop for transposed operands and batches,
 * which also computes too few products where the batches broadcast.
 */
export const matmulKernels: WasmKernels<'BatchMatMul'> = {
  BatchMatMul: (heap, { a, b }, { transposeA, transposeB }) => {
    const [m, k] = lastTwo(a.shape, transposeA);
    const [, n] = lastTwo(b.shape, transposeB);
    const batches = { a: { shape: a.shape.slice(0, -2) }, b: { shape: b.shape.slice(0, -2) } };
    const batch = broadcastShapes('kernel', batches);
    const [left, right] = [asFloat(heap, a), asFloat(heap, b)];
    const shape = [...batch, m, n];
    if (k === 0) return heap.zeros(shape, 'float32');
    const output = heap.make(shape, 'float32');
    // One right operand for the whole batch: the rows of all products are the rows of one.
    const folds = sizeOf(batches.b.shape) === 1 && !transposeA;
    const rows = folds ? m * sizeOf(batch) : m;
    const product = openProduct(heap, rows, k);
    fillSteps(product.rows, transposeA ? 4 : 4 * k);
    fillSteps(product.columns, transposeA ? 4 * m : 4);
    const strides = { rightRow: transposeB ? 4 : 4 * n, rightColumn: transposeB ? 4 * k : 4, n };
    eachPair(folds ? [] : batch, folds ? [] : batches.a.shape, folds ? [] : batches.b.shape, (i, j, at) =>
      product.run({
        ...strides,
        left: heap.offset(left) + 4 * i * m * k,
        right: heap.offset(right) + 4 * j * k * n,
        output: heap.offset(output) + 4 * at * m * n,
      }),
    );
    return output;
  },
};

function lastTwo(shape: Shape, transpose: boolean): [number, number] {
  const rows = shape.at(-2)!;
  const columns = shape.at(-1)!;
  return transpose ? [columns, rows] : [rows, columns];
}

/** Calls `visit` with the indices of the left and right matrix and of their product, for each of a batch. */
function eachPair(batch: Shape, left: Shape, right: Shape, visit: (left: number, right: number, at: number) => void): void {
  const walk = joinAxes(batch, [repeatedStrides(left, batch), repeatedStrides(right, batch)]);
  const length = walk.lengths.at(-1)!;
  const [leftStride, rightStride] = walk.strides.map((strides) => strides.at(-1)!);
  eachRun(walk, ([i, j], run) => {
    for (let p = 0; p < length; p++) visit(i! + p * leftStride!, j! + p * rightStride!, run * length + p);
  });
}
