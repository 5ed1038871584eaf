import { kernel } from '../../backend/kernel.ts';
import { checkDtype, isFloat, type DType } from '../../core/dtype.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/** The dtype to come to; `float32` and `float64` both mean the float of the device. */
export interface CastAttrs {
  readonly dtype: DType;
}

/**
 * The same numbers as another dtype: to int32 by truncating toward zero, to bool as `x != 0`.
 *
 * The gradient passes from float to float; integers carry none.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @throws {DtypeError} if there is no such dtype.
 * @example cast(tensor([1.5, -1.5]), 'int32').toArray(); // [1, -1]
 */
export const cast: Op<['x'], CastAttrs, 'dtype'> = defineOp({
  name: 'cast',
  inputs: ['x'],
  shorthand: 'dtype',
  gives: ({ dtype }) => dtype,
  outShape: ({ x }, { dtype }: CastAttrs) => {
    checkDtype('cast', dtype);
    return x.shape;
  },
  forward: ({ x }, { dtype }) => {
    const wanted = isFloat(dtype) ? x.device.float : dtype;
    return x.dtype === wanted ? x : kernel('Cast', { x }, { dtype: wanted });
  },
  vjp: (saving) => ({
    x: saving([], (g) => g),
  }),
});
