import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/** The value at and below 0. Default 0. */
export interface StepAttrs {
  readonly alpha?: number;
}

/**
 * Element-wise step: 1 above 0, `alpha` at 0 and below. Not differentiable.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example step(tensor([-1, 0, 2])).toArray(); // [0, 0, 1]
 */
export const step: Op<['x'], StepAttrs, 'alpha'> = defineOp({
  name: 'step',
  inputs: ['x'],
  shorthand: 'alpha',
  promotes: 'float',
  outShape: ({ x }, _: StepAttrs) => x.shape,
  forward: ({ x }, { alpha = 0 }) => kernel('Step', { x }, { alpha }),
  vjp: () => ({ x: null }),
});
