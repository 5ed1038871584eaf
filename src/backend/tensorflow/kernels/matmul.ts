import { promote } from '../../../core/dtype.ts';
import { sizeOf } from '../../../core/shape.ts';
import { bool, type OpAttr } from '../binding.ts';
import { idAs, numberType } from './cast.ts';
import type { Kernels } from './kernel-type.ts';

/** Attributes for both transpose flags, by `transposeA + 2 * transposeB`. */
function flags(a: string, b: string): readonly (readonly OpAttr[])[] {
  return [0, 1, 2, 3].map((bits) => [bool(a, (bits & 1) === 1), bool(b, (bits & 2) === 2)]);
}

const matrixFlags = flags('transpose_a', 'transpose_b');
const batchFlags = flags('adj_x', 'adj_y');

/** Products of the last two axes; the axes before them broadcast. */
export const matmulKernels: Kernels<'BatchMatMul'> = {
  BatchMatMul: (tf, { a, b }, { transposeA, transposeB }) => {
    const dtype = numberType(promote(a.dtype, b.dtype));
    const [left, right] = [idAs(tf, a, dtype), idAs(tf, b, dtype)];
    const bits = Number(transposeA) + 2 * Number(transposeB);
    if (a.shape.length === 2 && b.shape.length === 2) return tf.op('MatMul', [left, right], matrixFlags[bits]);
    if (b.shape.length > 2 || transposeA) return tf.op('BatchMatMulV2', [left, right], batchFlags[bits]);
    // One matrix for the whole batch: [...B, M, K] x [K, N] is one product of [B * M, K].
    const [rows, inner] = [sizeOf(a.shape.slice(0, -1)), a.shape.at(-1)!];
    const product = tf.step('MatMul', [tf.step('Reshape', [left, tf.ints([rows, inner])]), right], matrixFlags[bits]);
    const columns = b.shape[transposeB ? 0 : 1]!;
    return tf.op('Reshape', [product, tf.ints([...a.shape.slice(0, -1), columns])]);
  },
};
