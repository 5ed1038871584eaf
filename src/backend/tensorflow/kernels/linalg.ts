import { bool } from '../binding.ts';
import { idAsFloat } from './cast.ts';
import type { Kernels } from './kernel-type.ts';

type Names = 'Cholesky' | 'LogMatrixDeterminant' | 'MatrixDeterminant' | 'MatrixInverse' | 'MatrixSolve' | 'MatrixTriangularSolve';

/** Square matrices in the last two axes. What cannot be inverted or decomposed is TensorFlow's error. */
export const linalgKernels: Kernels<Names> = {
  Cholesky: (tf, { x }) => tf.op('Cholesky', [idAsFloat(tf, x)]),
  LogMatrixDeterminant: (tf, { x }) => tf.ops('LogMatrixDeterminant', [idAsFloat(tf, x)], 2),
  MatrixDeterminant: (tf, { x }) => tf.op('MatrixDeterminant', [idAsFloat(tf, x)]),
  MatrixInverse: (tf, { x }) => tf.op('MatrixInverse', [idAsFloat(tf, x)]),
  MatrixSolve: (tf, { a, b }, { transpose }) => tf.op('MatrixSolve', [idAsFloat(tf, a), idAsFloat(tf, b)], [bool('adjoint', transpose)]),
  MatrixTriangularSolve: (tf, { a, b }, { lower, transpose }) =>
    tf.op('MatrixTriangularSolve', [idAsFloat(tf, a), idAsFloat(tf, b)], [bool('lower', lower), bool('adjoint', transpose)]),
};
