import { Tensor } from '../../graph/tensor.ts';
import type { GradientPath, PathStop } from './gradient-explanation.ts';
import { gradientAt, gradientOver, inner, isZero } from './path-gradients.ts';
import type { Operand, Use } from './uses.ts';
import { waysBetween } from './ways.ts';

/** A path under way from the loss back to the parameter. */
interface Walk {
  readonly use: Use;
  /** Ops from here to the loss. */
  readonly ops: readonly string[];
  /** Gradient of the output of `use` that came over this path; null behind a stop. */
  readonly g: Tensor | null;
  readonly stop: PathStop | null;
  /** Norm of what all the ways on from here bring to the parameter. */
  readonly norm: number;
}

/** The paths from `start` to `end`, each with its own gradient. */
export interface FollowedPaths {
  readonly paths: GradientPath[];
  /** How many there are, followed or not. */
  readonly pathCount: number;
}

/** Follows those paths first that bring most: of `pathCount` at most `most`. */
export function followPaths(end: Use, start: Use, root: Tensor, total: Tensor | null, most: number): FollowedPaths {
  const { uses: leading, count: pathCount } = waysBetween(end, start);
  const squares = total === null ? 0 : inner(total, total);
  const seed = root.node === null ? null : new Tensor(root.device.upload(new Float64Array(1).fill(1), root.shape, root.device.float));
  const first: Walk = { use: end, ops: end.op === '' ? [] : [end.op], g: seed, stop: null, norm: Math.sqrt(squares) };
  const waiting = leading.has(end) ? [first] : [];
  const paths: GradientPath[] = [];
  // All gradients, to free those that are left, also where a rule throws or the device cannot be read.
  const made = [seed];
  try {
    while (waiting.length > 0 && paths.length < most) {
      // Straight on from there: to go on with the largest anywhere would look at all beginnings of paths that are alike.
      let walk = takeLargest(waiting);
      while (walk.use !== start) {
        const walked: Walk = walk;
        const { use, ops, g, norm } = walked;
        const operands: Operand[] = use.operands.filter(({ from }) => leading.has(from));
        const steps = operands.map((operand): Walk => {
          const { op } = operand.from;
          const next = over(use, operand, walked, made);
          // Where there is one way on, it brings all.
          const brings = next.g === null ? 0 : operands.length === 1 ? norm : normAt(start, operand.from, next.g);
          return { use: operand.from, ops: op === '' ? ops : [op, ...ops], norm: brings, ...next };
        });
        if (use !== end) g?.dispose();
        walk = takeLargest(steps);
        waiting.push(...steps);
      }
      const { ops, g, stop } = walk;
      const flows = g !== null && stop === null;
      const share = squares === 0 || total === null ? null : flows ? inner(g, total) / squares : 0;
      paths.push({ ops, share, norm: flows ? Math.sqrt(inner(g, g)) : 0, stop });
      if (walk.use !== end) g?.dispose();
    }
  } finally {
    for (const g of made) g?.dispose();
  }
  paths.sort((a, b) => Math.abs(b.share ?? 0) - Math.abs(a.share ?? 0));
  return { paths, pathCount };
}

/** Takes out the walk that brings most; of equals the earliest. */
function takeLargest(waiting: Walk[]): Walk {
  let best = 0;
  waiting.forEach(({ norm }, i) => {
    if (norm > waiting[best]!.norm) best = i;
  });
  return waiting.splice(best, 1)[0]!;
}

/** Norm of the gradient that `g` at `use` gives at `start`. */
function normAt(start: Use, use: Use, g: Tensor): number {
  if (use === start) return Math.sqrt(inner(g, g));
  const gradient = gradientAt(start, use, g);
  if (gradient === null) return 0;
  try {
    return Math.sqrt(inner(gradient, gradient));
  } finally {
    gradient.dispose();
  }
}

/** Takes a gradient back over an edge, and notes it in `made`, or says what stops it. */
function over(use: Use, operand: Operand, { g, stop }: Walk, made: (Tensor | null)[]): Pick<Walk, 'g' | 'stop'> {
  if (operand.barrier !== null) return { g: null, stop: stopAt(use, operand.barrier, sayBarrier(operand.barrier, use)) };
  if (g === null || stop !== null) return { g: null, stop };
  const next = gradientOver(use, operand, g);
  made.push(next);
  if (next === null || !isZero(next)) return { g: next, stop: null };
  next.dispose();
  return { g: null, stop: stopAt(use, 'zero', sayZero(use)) };
}

function stopAt({ op, modulePath, source }: Use, reason: PathStop['reason'], explanation: string): PathStop {
  return { reason, op, modulePath, source, explanation };
}

function sayBarrier(barrier: Exclude<PathStop['reason'], 'zero'>, use: Use): string {
  switch (barrier) {
    case 'detached':
      return `it is detached before ${placeOf(use)}. Leave out detach().`;
    case 'noGrad':
      return `${placeOf(use)} ran inside noGrad. Compute the loss outside of it.`;
    case 'not differentiable':
      return `${placeOf(use)} has no gradient for this operand.`;
  }
}

/** Ops whose slope is 0 on a whole side. */
const flat: ReadonlyMap<string, string> = new Map([
  ['relu', 'dead ReLU: none of its inputs is positive where a gradient arrives'],
  ['relu6', 'dead ReLU: none of its inputs is between 0 and 6 where a gradient arrives'],
  ['clip', 'all of its inputs are outside of the range where a gradient arrives'],
  ['mul', 'the other operand is 0'],
  ['sign', 'its slope is 0'],
  ['round', 'its slope is 0'],
  ['floor', 'its slope is 0'],
  ['ceil', 'its slope is 0'],
  ['step', 'its slope is 0'],
]);

function sayZero(use: Use): string {
  return `it becomes 0 in ${placeOf(use)}${flat.has(use.op) ? `: ${flat.get(use.op)!}` : ''}.`;
}

function placeOf({ op, modulePath, source }: Use): string {
  return [op, modulePath === '' ? '' : ` of ${modulePath}`, source === undefined ? '' : ` at ${source}`].join('');
}
