import { kernel } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { ShapeError } from '../../core/errors.ts';
import { format, normalizeAxis, type Shape } from '../../core/shape.ts';
import { defineListOp } from '../../graph/define-op.ts';
import type { ListOp } from '../../graph/op.ts';
import { slice } from './slice.ts';

/** The axis along which tensors are joined; default 0. */
export interface ConcatAttrs {
  readonly axis?: number;
}

/**
 * Tensors joined along an axis.
 *
 * Shapes: inputs [...X] that differ in the length of `axis` only -> X with the sum of these lengths there
 *
 * @throws {ShapeError} if ranks or other axes differ; {AxisError} if there is no such axis.
 * @example concat([tensor([1, 2]), tensor([3])]).toArray(); // [1, 2, 3]
 */
export const concat: ListOp<ConcatAttrs, 'axis'> = defineListOp({
  name: 'concat',
  shorthand: 'axis',
  outShape: (inputs, { axis }: ConcatAttrs) =>
    joinedShape(
      inputs.map(({ shape }) => shape),
      axis,
    ),
  forward: (inputs, { axis }) => {
    const along = normalizeAxis('concat', axis ?? 0, inputs[0]!.shape.length);
    const parts: Record<string, Raw> = {};
    for (const [i, input] of inputs.entries()) parts[i] = input;
    return inputs.length === 1 ? inputs[0]! : kernel('Concat', parts, { axis: along });
  },
  vjp: (g, { attrs, index, shapes }) => {
    const along = normalizeAxis('concat', attrs.axis ?? 0, g.rank);
    const before = shapes.slice(0, index).reduce((sum, shape) => sum + shape[along]!, 0);
    return slice(g, { begin: g.shape.map((_, axis) => (axis === along ? before : 0)), size: shapes[index]! });
  },
});

function joinedShape(shapes: readonly Shape[], axis = 0): Shape {
  const first = shapes[0]!;
  const along = normalizeAxis('concat', axis, first.length);
  for (const [i, shape] of shapes.entries()) {
    if (shape.length !== first.length || shape.some((length, other) => other !== along && length !== first[other])) {
      throw new ShapeError(
        `concat: inputs must agree but for axis ${along}: inputs[0] ${format(first)}, inputs[${i}] ${format(shape)}. Reshape or pad one of them.`,
        {
          'inputs[0]': first,
          [`inputs[${i}]`]: shape,
        },
      );
    }
  }
  return first.with(
    along,
    shapes.reduce((sum, shape) => sum + shape[along]!, 0),
  );
}
