import { normalizeAxes, reducedShape, type Shape } from '../../core/shape.ts';
import { noGrad } from '../../graph/grad-mode.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { squaredDifference } from '../elementwise/squared-difference.ts';
import { mean } from '../reduce/mean.ts';

/** Mean and mean squared distance from it, the axes kept with length 1. @internal */
export interface Moments {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** The moments over axes. Distances are taken from the mean: the mean of squares less the square of the mean would cancel. @internal */
export function momentsOf(x: Tensor, axis: readonly number[]): Moments {
  const center = mean(x, { axis, keepDims: true });
  return { mean: center, variance: mean(squaredDifference(x, center), { axis, keepDims: true }) };
}

/** The moments as constants. @internal */
export function constantMoments(x: Tensor, axis: readonly number[]): Moments {
  return noGrad(() => momentsOf(x, axis));
}

/** Axes from the front; default all but the last. @internal */
export function allButLast(op: string, axis: number | readonly number[] | undefined, rank: number): number[] {
  return axis === undefined ? Array.from({ length: Math.max(0, rank - 1) }, (_, i) => i) : normalizeAxes(op, axis, rank);
}

/** The shape that stretches over the axes: 1 there, leading ones left out. @internal */
export function statisticsShape(shape: Shape, axes: readonly number[]): Shape {
  const kept = reducedShape(shape, axes, true);
  const first = kept.findIndex((_, axis) => !axes.includes(axis));
  return first < 0 ? [] : kept.slice(first);
}
