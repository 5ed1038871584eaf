import type { Reading } from './reading.ts';

/** Value and slope of a function of the step length. @internal */
export interface Point {
  readonly t: number;
  readonly value: number;
  readonly slope: number;
}

/** Evaluates the function. @internal */
export type Evaluate = (t: number) => Reading<Point>;

/** Sufficient decrease and curvature, as usual for quasi-Newton directions (Nocedal and Wright 2006, p. 62). */
const decrease = 1e-4;
const curvature = 0.9;

/**
 * A step length that meets the strong Wolfe conditions (Nocedal and Wright 2006, algorithms 3.5 and 3.6), or the best that
 * was found.
 *
 * @internal
 */
export function* strongWolfe(at: Evaluate, start: Point, first: number, evaluations: number): Reading<Point> {
  let [before, point] = [start, yield* at(first)];
  let left = evaluations - 1;
  while (left > 0 && Number.isFinite(point.value)) {
    if (!isLower(point, start) || (before !== start && point.value >= before.value)) return yield* zoom(at, start, before, point, left);
    if (isFlat(point, start)) return point;
    if (point.slope >= 0) return yield* zoom(at, start, point, before, left);
    before = point;
    point = yield* at(2 * point.t);
    left--;
  }
  if (!Number.isFinite(point.value)) return yield* zoom(at, start, before, point, left);
  return point.value < before.value ? point : before;
}

/** Narrows an interval that holds a good step; `low` is the better end. */
function* zoom(at: Evaluate, start: Point, low: Point, high: Point, evaluations: number): Reading<Point> {
  for (let left = evaluations; left > 0; left--) {
    const point = yield* at(between(low, high));
    if (!isLower(point, start) || point.value >= low.value || Number.isNaN(point.value)) {
      high = point;
    } else {
      if (isFlat(point, start)) return point;
      if (point.slope * (high.t - low.t) >= 0) high = low;
      low = point;
    }
    if (Math.abs(high.t - low.t) < 1e-9 * Math.max(1, low.t)) break;
  }
  return low;
}

function isLower(point: Point, start: Point): boolean {
  return point.value <= start.value + decrease * point.t * start.slope;
}

function isFlat(point: Point, start: Point): boolean {
  return Math.abs(point.slope) <= -curvature * start.slope;
}

/** The minimum of the cubic through both ends with their slopes (equation 3.59), kept off the ends by a tenth; else the middle. */
function between(a: Point, b: Point): number {
  const [near, far] = [Math.min(a.t, b.t), Math.max(a.t, b.t)];
  const margin = 0.1 * (far - near);
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.t - b.t);
  const square = d1 * d1 - a.slope * b.slope;
  const d2 = Math.sign(b.t - a.t) * Math.sqrt(square);
  const t = b.t - ((b.t - a.t) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  return Number.isFinite(t) ? Math.min(far - margin, Math.max(near + margin, t)) : (near + far) / 2;
}
