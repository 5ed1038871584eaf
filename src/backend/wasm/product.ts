import type { Heap } from './heap.ts';

/** A matrix product whose left operand is read through tables of byte offsets, see assembly/product.ts. */
export interface Product {
  /** Byte offset of the start of each row; to be filled in. */
  readonly rows: Int32Array;
  /** Byte offset of each term from the start of its row; to be filled in. */
  readonly columns: Int32Array;
  /** Byte offset of each row of the result; to be filled in unless the result is dense. */
  readonly into: Int32Array;
  /** c [m, n] = left [m, k] times b [k, n]; addresses and strides in bytes. */
  run(operands: {
    readonly left: number;
    readonly right: number;
    readonly rightRow: number;
    readonly rightColumn: number;
    readonly output: number;
    readonly n: number;
  }): void;
}

/** Opens a product of `m` rows and `k` terms. Nothing may be made on the heap until it has run. */
export function openProduct(heap: Heap, m: number, k: number, dense = true): Product {
  const packed = heap.simd.productScratch();
  const scratch = heap.scratch(packed + 4 * (m + k + (dense ? 0 : m)));
  const rows = scratch + packed;
  const columns = rows + 4 * m;
  const into = columns + 4 * k;
  return {
    rows: heap.table(rows, m),
    columns: heap.table(columns, k),
    into: heap.table(into, dense ? 0 : m),
    run: ({ left, right, rightRow, rightColumn, output, n }) =>
      heap.simd.product(left, rows, columns, right, rightRow, rightColumn, output, dense ? 0 : into, m, n, k, scratch),
  };
}

/** Fills a table with multiples of a stride. */
export function fillSteps(table: Int32Array, stride: number): void {
  for (let i = 0; i < table.length; i++) table[i] = i * stride;
}
