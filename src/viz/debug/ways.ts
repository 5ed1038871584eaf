import type { Use } from './uses.ts';

/** What lies on a way from a parameter to a loss. */
export interface Ways {
  readonly uses: ReadonlySet<Use>;
  /** How many ways there are; beyond 2^53 about. */
  readonly count: number;
}

/** The ways from `start` to `end`. */
export function waysBetween(end: Use, start: Use): Ways {
  const behind = new Set([end]);
  /** One entry for each edge. */
  const consumers = new Map<Use, Use[]>();
  for (const use of behind) {
    for (const { from } of use.operands) {
      behind.add(from);
      const known = consumers.get(from);
      if (known === undefined) consumers.set(from, [use]);
      else known.push(use);
    }
  }
  if (!behind.has(start)) return { uses: new Set(), count: 0 };
  const uses = new Set([start]);
  for (const use of uses) for (const consumer of consumers.get(use) ?? []) uses.add(consumer);
  return { uses, count: countTo(end, start, uses, consumers) };
}

function countTo(end: Use, start: Use, uses: ReadonlySet<Use>, consumers: ReadonlyMap<Use, readonly Use[]>): number {
  const counts = new Map([[start, 1]]);
  const uncounted = new Map(Array.from(uses, (use) => [use, use.operands.filter(({ from }) => uses.has(from)).length]));
  const ready = [start];
  for (const use of ready) {
    for (const consumer of consumers.get(use) ?? []) {
      counts.set(consumer, (counts.get(consumer) ?? 0) + counts.get(use)!);
      const left = uncounted.get(consumer)! - 1;
      uncounted.set(consumer, left);
      if (left === 0) ready.push(consumer);
    }
  }
  return counts.get(end)!;
}
