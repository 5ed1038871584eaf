/** Widest empty stripe that is left across a drawing, in pixels. */
const widestGap = 48;

/** What stands along an axis: its center, its length, and the length it has once it is open. */
export interface Span {
  readonly at: number;
  readonly length: number;
  readonly grown: number;
}

/** A monotone map of an axis. */
export type Stretch = (at: number) => number;

/**
 * Makes room along an axis for what has grown, and takes empty stripes away. What did not overlap does not overlap
 * after it: places keep their order and distances only shrink where nothing is.
 */
export function stretchFor(spans: readonly Span[]): Stretch {
  const shift = shiftFor(spans);
  const covered = spans.map(({ at, grown }) => [shift(at) - grown / 2, shift(at) + grown / 2] as const).sort(([a], [b]) => a - b);
  /** Ends of the gaps that are narrowed, and what they and those before them lose. */
  const gaps: { readonly from: number; readonly to: number }[] = [];
  const ends: number[] = [];
  const lost = [0];
  let end = covered[0]?.[1] ?? 0;
  for (const [from, to] of covered) {
    if (from - end > widestGap) {
      gaps.push({ from: end, to: from });
      ends.push(from);
      lost.push(lost.at(-1)! + from - end - widestGap);
    }
    end = Math.max(end, to);
  }
  return (at) => {
    const shifted = shift(at);
    const passed = lastAtMost(ends, shifted + 1e-6) + 1;
    const gap = gaps[passed];
    const moved = shifted - lost[passed]!;
    if (gap === undefined || shifted <= gap.from) return moved;
    return gap.from - lost[passed]! + ((shifted - gap.from) / (gap.to - gap.from)) * widestGap;
  };
}

/** Half of what each span grew by goes to either side of it. */
function shiftFor(spans: readonly Span[]): Stretch {
  const growing = spans.filter(({ length, grown }) => grown > length).sort((a, b) => a.at - b.at);
  if (growing.length === 0) return (at) => at;
  const places = growing.map(({ at }) => at);
  const sums = [0];
  for (const { length, grown } of growing) sums.push(sums.at(-1)! + grown - length);
  const all = sums.at(-1)!;
  return (at) => {
    const before = sums[lastAtMost(places, at - 1e-6) + 1]!;
    const upTo = sums[lastAtMost(places, at + 1e-6) + 1]!;
    return at + (before - (all - upTo)) / 2;
  };
}

/** Index of the last number that is at most `limit`, -1 if none is. */
function lastAtMost(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
