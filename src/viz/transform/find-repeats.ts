/** An op in the order of execution, as far as it must be alike in every repetition. */
export interface Step {
  /** What it does; equal in every repetition. */
  readonly kind: string;
  /** For each operand: the place of the op that made it, or a description of a leaf. */
  readonly operands: readonly (number | string)[];
}

/** `count` blocks of `period` steps, one after the other, the first at `start`. */
export interface Repeat {
  readonly start: number;
  readonly period: number;
  readonly count: number;
}

/** Periods that are tried at a step; beyond them what repeats is too large to be seen as one block. */
const tries = 24;

/** Finds blocks that repeat: at least three times, or twice if they are four steps or more. */
export function findRepeats(steps: readonly Step[]): Repeat[] {
  const next = nextAlike(steps);
  const found: Repeat[] = [];
  let start = 0;
  while (start < steps.length) {
    let best: Repeat | undefined;
    let at = next[start]!;
    for (let tried = 0; tried < tries && at >= 0; tried++, at = next[at]!) {
      const period = at - start;
      const count = countAt(steps, start, period);
      const isWorth = count >= 3 || (count === 2 && period >= 4);
      if (isWorth && (best === undefined || period * count > best.period * best.count)) best = { start, period, count };
      if (best !== undefined && best.period * best.count >= period * 2) break;
    }
    if (best === undefined) start++;
    else {
      found.push(best);
      start += best.period * best.count;
    }
  }
  return found;
}

/** For each step the next one of its kind, or -1. */
function nextAlike(steps: readonly Step[]): Int32Array {
  const next = new Int32Array(steps.length).fill(-1);
  const seen = new Map<string, number>();
  for (let i = steps.length - 1; i >= 0; i--) {
    const { kind } = steps[i]!;
    next[i] = seen.get(kind) ?? -1;
    seen.set(kind, i);
  }
  return next;
}

/** How many blocks of `period` steps are alike from `start` on. */
function countAt(steps: readonly Step[], start: number, period: number): number {
  let place = start + period;
  while (place < steps.length && isAlike(steps, start, period, place)) place++;
  return Math.floor((place - start) / period);
}

/** True if the step at `place` does what the one a period before it does, with operands from the same places. */
function isAlike(steps: readonly Step[], start: number, period: number, place: number): boolean {
  const [step, before] = [steps[place]!, steps[place - period]!];
  if (step.kind !== before.kind || step.operands.length !== before.operands.length) return false;
  const block = place - ((place - start) % period);
  return step.operands.every((operand, i) => {
    const earlier = before.operands[i]!;
    if (typeof operand === 'string') return operand === earlier;
    if (typeof earlier === 'number' && (operand === earlier || operand - period === earlier))
      return operand === earlier ? operand < start : true;
    // Each may take its own part of something that was taken apart before.
    if (typeof earlier === 'number' && operand < start && earlier < start) return steps[operand]!.kind === steps[earlier]!.kind;
    // What the first block takes from outside, the next ones take from the block before them.
    return block === start + period && operand >= start && operand < block;
  });
}
