import { Tensor } from '../../graph/tensor.ts';
import type { GradientPath, PathStop } from './gradient-explanation.ts';
import { gradientOver, inner, isZero } from './path-gradients.ts';
import type { Operand, Use } from './uses.ts';

/** A path under way from the loss back to the parameter. */
interface Walk {
  readonly use: Use;
  /** Ops from here to the loss. */
  readonly ops: readonly string[];
  /** Gradient of the output of `use` that came over this path; null behind a stop. */
  readonly g: Tensor | null;
  readonly stop: PathStop | null;
}

/** The paths from `start` to `end`, each with its own gradient. */
export function followPaths(
  end: Use,
  start: Use,
  root: Tensor,
  total: Tensor | null,
  most: number,
): { readonly paths: GradientPath[]; readonly isTruncated: boolean } {
  const leading = leadsTo(end, start);
  const seed = root.node === null ? null : new Tensor(root.device.upload(new Float64Array(1).fill(1), root.shape, root.device.float));
  const squares = total === null ? 0 : inner(total, total);
  const waiting: Walk[] = leading.has(end) ? [{ use: end, ops: end.op === '' ? [] : [end.op], g: seed, stop: null }] : [];
  const paths: GradientPath[] = [];
  while (waiting.length > 0 && paths.length < most) {
    const { use, ops, g, stop } = waiting.pop()!;
    if (use === start) {
      const flows = g !== null && stop === null;
      const share = squares === 0 || total === null ? null : flows ? inner(g, total) / squares : 0;
      paths.push({ ops, share, norm: flows ? Math.sqrt(inner(g, g)) : 0, stop });
    } else {
      for (const operand of use.operands.toReversed()) {
        if (!leading.has(operand.from)) continue;
        const { op } = operand.from;
        waiting.push({ use: operand.from, ops: op === '' ? ops : [op, ...ops], ...over(use, operand, g, stop) });
      }
    }
    if (use !== end) g?.dispose();
  }
  for (const { g } of waiting) g?.dispose();
  seed?.dispose();
  paths.sort((a, b) => Math.abs(b.share ?? 0) - Math.abs(a.share ?? 0));
  return { paths, isTruncated: waiting.length > 0 };
}

/** Takes a gradient back over an edge, or says what stops it. */
function over(use: Use, operand: Operand, g: Tensor | null, stop: PathStop | null): Pick<Walk, 'g' | 'stop'> {
  if (operand.barrier !== null) return { g: null, stop: stopAt(use, operand.barrier, sayBarrier(operand.barrier, use)) };
  if (g === null || stop !== null) return { g: null, stop };
  const next = gradientOver(use, operand, g);
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

/** What lies on a way from `start` to `end`. */
function leadsTo(end: Use, start: Use): ReadonlySet<Use> {
  const behind = new Set([end]);
  const consumers = new Map<Use, Use[]>();
  for (const use of behind) {
    for (const { from } of use.operands) {
      behind.add(from);
      const known = consumers.get(from);
      if (known === undefined) consumers.set(from, [use]);
      else known.push(use);
    }
  }
  if (!behind.has(start)) return new Set();
  const leading = new Set([start]);
  for (const use of leading) for (const consumer of consumers.get(use) ?? []) leading.add(consumer);
  return leading;
}
