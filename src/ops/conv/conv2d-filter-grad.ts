import type { Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { conv2d } from './conv2d.ts';
import { convTranspose2d, missingRows } from './conv-transpose2d.ts';
import { convolveFilter } from './convolve.ts';
import { windowsOver, type Padding, type WindowAttrs } from './window.ts';

/** The windows of the convolution whose filter the gradient is for, and the filter's shape. */
export interface Conv2dFilterGradAttrs extends Required<WindowAttrs> {
  readonly padding: Exclude<Padding, 'same'>;
  readonly groups: number;
  readonly shape: Shape;
}

/**
 * The gradient of `conv2d` in its filter: the adjoint of the convolution as a linear map of the filter.
 *
 * Shapes: `x` [N, H, W, C], `dy` [N, OH, OW, D] -> [FH, FW, C / groups, D]
 *
 * @internal
 */
export const conv2dFilterGrad: Op<['x', 'dy'], Conv2dFilterGradAttrs> = defineOp({
  name: 'conv2dFilterGrad',
  inputs: ['x', 'dy'],
  promotes: 'float',
  outShape: (_, { shape }: Conv2dFilterGradAttrs) => shape,
  forward: ({ x, dy }, attrs) =>
    convolveFilter(x, dy, attrs.shape, windowsOver('conv2dFilterGrad', x.shape, attrs.shape.slice(0, 2), attrs), attrs.groups),
  // g has the filter's shape and takes its place in the two other maps of the same product.
  vjp: (saving) => ({
    x: saving(['dy'], (g, { dy }, { attrs: { shape: filter, ...windows }, shape }) =>
      convTranspose2d(dy, g, { ...windows, outputPadding: missingRows(dy.shape, filter.slice(0, 2), windows, shape) }),
    ),
    dy: saving(['x'], (g, { x }, { attrs: { stride, padding, dilation, groups } }) => conv2d(x, g, { stride, padding, dilation, groups })),
  }),
});
