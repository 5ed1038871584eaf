import { kernel } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { ShapeError } from '../../core/errors.ts';
import { broadcastShapes, format, sameShape, sizeOf, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { reshape } from '../movement/reshape.ts';

/** Which operands are taken transposed in their last two axes; default neither. Vectors have nothing to transpose. */
export interface MatMulAttrs {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * Matrix product of the last two axes; the axes before them broadcast. A vector on the left is a row, on the right a
 * column, and its axis is left out of the result, as in NumPy's matmul.
 *
 * Shapes: `a` [...A, M, K], `b` [...B, K, N] -> [...broadcast(A, B), M, N]; [K] and [K] -> []
 *
 * @throws {ShapeError} if an operand is a scalar, the inner lengths differ, or the batches do not broadcast.
 * @example matMul(tensor([[1, 2], [3, 4]]), tensor([[5], [6]])).toArray(); // [[17], [39]]
 */
export const matMul: Op<['a', 'b'], MatMulAttrs> = defineOp({
  name: 'matMul',
  inputs: ['a', 'b'],
  promotes: 'float',
  outShape: ({ a, b }, attrs: MatMulAttrs) => productShape(a.shape, b.shape, attrs),
  forward: ({ a, b }, { transposeA = false, transposeB = false }) => {
    if (a.shape.length === 2 && b.shape.length === 2) return kernel('BatchMatMul', { a, b }, { transposeA, transposeB });
    return batched(a, b, transposeA, transposeB);
  },
  broadcasts: true,
  // C = A B: gA = gC B', gB = A' gC; a flag on an operand transposes its gradient.
  vjp: (saving) => ({
    a: saving(['b'], (g, { b }, { attrs, shape }) => {
      if (shape.length !== 2 || b.rank !== 2) return leftGradient(g, b, attrs, shape);
      const { transposeA = false, transposeB = false } = attrs;
      return transposeA ? matMul(b, g, { transposeA: transposeB, transposeB: true }) : matMul(g, b, { transposeB: !transposeB });
    }),
    b: saving(['a'], (g, { a }, { attrs, shape }) => {
      if (shape.length !== 2 || a.rank !== 2) return rightGradient(g, a, attrs, shape);
      const { transposeA = false, transposeB = false } = attrs;
      return transposeB ? matMul(g, a, { transposeA: true, transposeB: transposeA }) : matMul(a, g, { transposeA: !transposeA });
    }),
  }),
});

function productShape(a: Shape, b: Shape, { transposeA = false, transposeB = false }: MatMulAttrs): Shape {
  if (a.length === 0 || b.length === 0) {
    throw new ShapeError(`matMul: operands need at least one axis: a ${format(a)}, b ${format(b)}. Use mul for products with a scalar.`, {
      a,
      b,
    });
  }
  const rows = a.length === 1 ? undefined : a.at(transposeA ? -1 : -2)!;
  const columns = b.length === 1 ? undefined : b.at(transposeB ? -2 : -1)!;
  const innerA = rows === undefined ? a[0]! : a.at(transposeA ? -2 : -1)!;
  const innerB = columns === undefined ? b[0]! : b.at(transposeB ? -1 : -2)!;
  if (innerA !== innerB) {
    const flags = `${transposeA ? ', transposeA' : ''}${transposeB ? ', transposeB' : ''}`;
    throw new ShapeError(
      `matMul: inner lengths differ: a ${format(a)}, b ${format(b)}${flags} (${innerA} vs ${innerB}). Make a's columns as many as b's rows.`,
      { a, b },
    );
  }
  if (a.length === 2 && b.length === 2) return [rows!, columns!];
  const batch = broadcastShapes('matMul', { a: { shape: a.slice(0, -2) }, b: { shape: b.slice(0, -2) } });
  return [...batch, ...(rows === undefined ? [] : [rows]), ...(columns === undefined ? [] : [columns])];
}

function batched(a: Raw, b: Raw, transposeA: boolean, transposeB: boolean): Raw {
  const shape = productShape(a.shape, b.shape, { transposeA, transposeB });
  const left = a.shape.length === 1 ? reshaped(a, [1, a.shape[0]!]) : a;
  const right = b.shape.length === 1 ? reshaped(b, [b.shape[0]!, 1]) : b;
  const flags = { transposeA: transposeA && a.shape.length > 1, transposeB: transposeB && b.shape.length > 1 };
  if (right.shape.length === 2 && !flags.transposeA) {
    // One matrix for all batches: their rows are one tall matrix. Kernels are several times faster on it.
    const tall = reshaped(left, [sizeOf(left.shape.slice(0, -1)), left.shape.at(-1)!]);
    return reshaped(kernel('BatchMatMul', { a: tall, b: right }, flags), shape);
  }
  // tfjs kernels multiply [2,1,...] with [1,3,...] pairwise, 3 products and not 6: batches are made equal first.
  const batch = broadcastShapes('matMul', { a: { shape: left.shape.slice(0, -2) }, b: { shape: right.shape.slice(0, -2) } });
  return reshaped(kernel('BatchMatMul', { a: stretched(left, batch), b: stretched(right, batch) }, flags), shape);
}

function reshaped(x: Raw, shape: Shape): Raw {
  return sameShape(x.shape, shape) ? x : kernel('Reshape', { x }, { shape });
}

function stretched(x: Raw, batch: Shape): Raw {
  const shape = [...batch, ...x.shape.slice(-2)];
  return sameShape(x.shape, shape) ? x : kernel('BroadcastTo', { x }, { shape });
}

/** Matrices for both operands and the incoming gradient, where some are vectors. */
interface Matrices {
  readonly g: Tensor;
  /** The operand that was saved. */
  readonly other: Tensor;
  /** The shape, as matrices, of the operand that the gradient is for. */
  readonly shape: Shape;
}

function matrices(g: Tensor, other: Tensor, shape: Shape, side: 'a' | 'b'): Matrices {
  const row = side === 'a' ? shape.length === 1 : other.rank === 1;
  const column = side === 'a' ? other.rank === 1 : shape.length === 1;
  const full = [...g.shape];
  if (row) full.splice(column ? full.length : full.length - 1, 0, 1);
  if (column) full.push(1);
  const asMatrix = (vector: Shape, isRow: boolean): Shape => (isRow ? [1, vector[0]!] : [vector[0]!, 1]);
  return {
    g: row || column ? reshape(g, { shape: full }) : g,
    other: other.rank === 1 ? reshape(other, { shape: asMatrix(other.shape, side === 'b') }) : other,
    shape: shape.length === 1 ? asMatrix(shape, side === 'a') : shape,
  };
}

function leftGradient(gradient: Tensor, b: Tensor, attrs: MatMulAttrs, shape: Shape): Tensor {
  const { g, other } = matrices(gradient, b, shape, 'a');
  const transposeA = attrs.transposeA === true && shape.length > 1;
  const transposeB = attrs.transposeB === true && b.rank > 1;
  // Of a row [1, K] the engine sums the batches and the 1 away: what is left is [K].
  return transposeA ? matMul(other, g, { transposeA: transposeB, transposeB: true }) : matMul(g, other, { transposeB: !transposeB });
}

function rightGradient(gradient: Tensor, a: Tensor, attrs: MatMulAttrs, vectorOrMatrix: Shape): Tensor {
  const { g, other, shape } = matrices(gradient, a, vectorOrMatrix, 'b');
  const transposeA = attrs.transposeA === true && a.rank > 1;
  const transposeB = attrs.transposeB === true && vectorOrMatrix.length > 1;
  const [left, right] = shape.length === 2 && !transposeA ? [tall(other), tall(g)] : [other, g];
  const gradients = transposeB
    ? matMul(right, left, { transposeA: true, transposeB: transposeA })
    : matMul(left, right, { transposeA: !transposeA });
  return vectorOrMatrix.length === 1 ? reshape(gradients, { shape: gradients.shape.slice(0, -1) }) : gradients;
}

/** All batches as one matrix: the product of two such sums over the batches, which b, having none, needs. */
function tall(x: Tensor): Tensor {
  return x.rank === 2 ? x : reshape(x, { shape: [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!] });
}
