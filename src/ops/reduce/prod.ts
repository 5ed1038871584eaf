import { kernel } from '../../backend/kernel.ts';
import { normalizeAxes, reducedShape, sizeOf } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from '../elementwise/mul.ts';
import { reshape } from '../movement/reshape.ts';
import { transpose } from '../movement/transpose.ts';
import { cumProd } from './cum-prod.ts';
import type { ReduceAttrs } from './sum.ts';

/**
 * Product over axes. Over no elements it is 1; bool counts as int32. Its gradient is right where elements are 0.
 *
 * Shapes: `x` [...X] -> X without the axes (or with length 1 there, with `keepDims`)
 *
 * @throws {AxisError} if X has no such axis.
 * @example prod(tensor([[1, 2], [3, 4]]), 0).toArray(); // [3, 8]
 */
export const prod: Op<['x'], ReduceAttrs, 'axis'> = defineOp({
  name: 'prod',
  inputs: ['x'],
  shorthand: 'axis',
  promotes: 'number',
  outShape: ({ x }, { axis, keepDims }: ReduceAttrs) => reducedShape(x.shape, normalizeAxes('prod', axis, x.shape.length), keepDims),
  forward: ({ x }, { axis, keepDims }) =>
    kernel('Prod', { x }, { axis: normalizeAxes('prod', axis, x.shape.length), keepDims: keepDims ?? false }),
  // The product of the others is that of those before times that of those after: dividing by x would fail at 0.
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }, { attrs, shape }) => {
      const axes = normalizeAxes('prod', attrs.axis, shape.length);
      const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
      const perm = [...kept, ...axes];
      const turned = perm.map((axis) => shape[axis]!);
      const rest = kept.map((axis) => shape[axis]!);
      const rows = reshape(transpose(x, { perm }), { shape: [...rest, sizeOf(axes.map((axis) => shape[axis]!))] });
      const others = mul(cumProd(rows, { exclusive: true }), cumProd(rows, { exclusive: true, reverse: true }));
      const gradient = reshape(mul(reshape(g, { shape: [...rest, 1] }), others), { shape: turned });
      return transpose(gradient, { perm: shape.map((_, axis) => perm.indexOf(axis)) });
    }),
  }),
});
