import { kernel } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { ShapeError } from '../../core/errors.ts';
import { broadcastShapes, format, type Shape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { mul } from '../elementwise/mul.ts';
import { expandDims } from '../movement/expand-dims.ts';
import { squeeze } from '../movement/squeeze.ts';
import { checkSquare } from './check-square.ts';
import { matMul } from './mat-mul.ts';
import { stretchBatch } from './stretch-batch.ts';

/**
 * The shape of x in A x = b; a vector b is one column for every matrix.
 *
 * @throws {ShapeError} if A is not square, the rows of b are not as many, or the batches do not broadcast.
 */
export function solutionShape(op: string, a: Shape, b: Shape): Shape {
  checkSquare(op, 'a', a);
  const length = a.at(-1)!;
  const rows = b.length === 1 ? b[0] : b.at(-2);
  if (rows !== length) {
    throw new ShapeError(`${op}: b must have as many rows as a: a ${format(a)}, b ${format(b)}. Give [${length}] or [...,${length},K].`, {
      a,
      b,
    });
  }
  if (b.length === 1) return [...a.slice(0, -2), length];
  return [...broadcastShapes(op, { a: { shape: a.slice(0, -2) }, b: { shape: b.slice(0, -2) } }), length, b.at(-1)!];
}

/** x of A x = b: equal batches, b as columns, the kernel, and x in its shape. */
export function solution(op: string, a: Raw, b: Raw, solveMatrices: (inputs: { readonly a: Raw; readonly b: Raw }) => Raw): Raw {
  const shape = solutionShape(op, a.shape, b.shape);
  const batch = shape.slice(0, b.shape.length === 1 ? -1 : -2);
  const columns = b.shape.length === 1 ? kernel('Reshape', { x: b }, { shape: [b.shape[0]!, 1] }) : b;
  const x = solveMatrices({ a: stretchBatch(a, batch), b: stretchBatch(columns, batch) });
  return b.shape.length === 1 ? kernel('Reshape', { x }, { shape }) : x;
}

/** The gradient in b: `solveTurned` solves the turned system. A vector b of a batch is a column of each matrix. */
export function rightGradient(g: Tensor, vector: boolean, solveTurned: (right: Tensor) => Tensor): Tensor {
  if (!vector || g.rank === 1) return solveTurned(g);
  return squeeze(solveTurned(expandDims(g, { axis: -1 })), { axis: -1 });
}

/** The gradient in A of A x = b (of A' x = b if `transposed`), from the gradient in b. */
export function matrixGradient(gb: Tensor, x: Tensor, vector: boolean, transposed: boolean): Tensor {
  const [rows, columns] = vector ? [expandDims(gb, { axis: -1 }), expandDims(x, { axis: -1 })] : [gb, x];
  return mul(transposed ? matMul(columns, rows, { transposeB: true }) : matMul(rows, columns, { transposeB: true }), -1);
}
