import type { Tensor } from '../../graph/tensor.ts';
import { create } from '../creation/tensor.ts';
import { zeros } from '../creation/fill.ts';
import { reshape } from '../movement/reshape.ts';
import { stack } from '../movement/stack.ts';
import { gradientsOf } from './gradients-of.ts';

/** The Jacobian [...Y, ...X] of a computed output for each target. */
export function jacobiansOf(output: Tensor, targets: readonly Tensor[], createGraph: boolean): Tensor[] {
  const { device, shape, size } = output;
  if (size === 0) return targets.map((target) => zeros([...shape, ...target.shape], { device }));
  const rows = Array.from({ length: size }, (_, element) => {
    const pick = new Float64Array(size);
    pick[element] = 1;
    return gradientsOf([output], [create(pick, shape, { device })], targets, createGraph);
  });
  return targets.map((target, i) => reshape(stack(rows.map((row) => row[i]!)), { shape: [...shape, ...target.shape] }));
}
