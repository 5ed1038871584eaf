import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * `x` itself, as a place of its own in the graph: gradients can stop here.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @internal
 */
export const identity: Op<['x']> = defineOp({
  name: 'identity',
  inputs: ['x'],
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => x,
  vjp: (saving) => ({
    x: saving([], (g) => g),
  }),
});
