import { isFloat, type DType } from '../../../core/dtype.ts';
import type { Raw } from '../../raw.ts';
import { type, type OpAttr } from '../binding.ts';
import type { Eager } from '../eager.ts';
import { idOf } from '../handle.ts';
import type { Result } from './kernel-type.ts';

const toFloat = [type('DstT', 'float32')];
const toInt = [type('DstT', 'int32')];
const toBool = [type('DstT', 'bool')];

/** The attributes of the Cast op that gives `dtype`. */
export function castAttrs(dtype: DType): readonly OpAttr[] {
  return dtype === 'bool' ? toBool : dtype === 'int32' ? toInt : toFloat;
}

/** The number of `x` as `dtype`, cast on the way where it is another. */
export function idAs(tf: Eager, x: Raw, dtype: DType): number {
  return x.dtype === dtype ? idOf(x) : tf.step('Cast', [idOf(x)], castAttrs(dtype));
}

/** As a float: integers and bools are cast. */
export function idAsFloat(tf: Eager, x: Raw): number {
  return isFloat(x.dtype) ? idOf(x) : tf.step('Cast', [idOf(x)], toFloat);
}

/** As a number: arithmetic takes no bools. */
export function idAsNumber(tf: Eager, x: Raw): number {
  return x.dtype === 'bool' ? tf.step('Cast', [idOf(x)], toInt) : idOf(x);
}

/** The dtype that arithmetic on `dtype` gives. */
export function numberType(dtype: DType): DType {
  return dtype === 'bool' ? 'int32' : dtype;
}

/** The same values: another handle on the bytes of `x`. */
export function same(tf: Eager, x: Raw): Result {
  return { ...tf.op('Identity', [idOf(x)]), sharesWith: x };
}
