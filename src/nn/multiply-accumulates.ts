import { sizeOf, type Shape } from '../core/shape.ts';
import type { OpDescriptor } from '../graph/op.ts';
import { conv2d } from '../ops/conv/conv2d.ts';
import { convTranspose2d } from '../ops/conv/conv-transpose2d.ts';
import { matMul, type MatMulAttrs } from '../ops/linalg/mat-mul.ts';

type Rule = (a: Shape, b: Shape, output: Shape, attrs: object) => number;

/** The ops that multiply and add up; whatever is large is composed of them. */
const rules: ReadonlyMap<OpDescriptor, Rule> = new Map<OpDescriptor, Rule>([
  // Each element of the result is a row times a column.
  [matMul.descriptor, (a, _, output, { transposeA = false }: MatMulAttrs) => sizeOf(output) * a.at(transposeA && a.length > 1 ? -2 : -1)!],
  // Each element of the result is a window times a filter, of which there are as many as channels of the result.
  [conv2d.descriptor, (_, filter, output) => sizeOf(output) * sizeOf(filter.slice(0, 3))],
  // Each element of x is spread over a filter, of which there are as many as channels of x.
  [convTranspose2d.descriptor, (x, filter) => sizeOf(x) * sizeOf(filter.slice(0, 3))],
]);

/** Multiplications with an addition behind them that one application of an op takes; 0 for element-wise ops. */
export function multiplyAccumulates(op: OpDescriptor, operands: readonly Shape[], attrs: object, output: Shape): number {
  const rule = rules.get(op);
  return rule === undefined ? 0 : rule(operands[0]!, operands[1]!, output, attrs);
}
