import type { Subject } from './subject.ts';

/** How long a run is. */
export interface Length {
  /** Steps between two clock readings; enough that a block takes some ten milliseconds. */
  readonly steps: number;
  readonly warmUpBlocks: number;
  readonly blocks: number;
}

export interface Plan extends Length {
  readonly subject: Subject;
  readonly peer: Subject;
}

export interface Medians {
  readonly ms: number;
  readonly peerMs: number;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Runs the subjects block by block in turns, so that a slow spell of the machine meets them all; the median of each, ms a step. */
export async function interleave(subjects: readonly Subject[], { steps, warmUpBlocks, blocks }: Length): Promise<number[]> {
  const times = subjects.map((): number[] => []);
  try {
    for (let block = -warmUpBlocks; block < blocks; block += 1) {
      for (const [index, subject] of subjects.entries()) {
        const time = await subject.run(steps);
        if (block >= 0) times[index]!.push(time);
      }
    }
  } finally {
    for (const subject of subjects) subject.stop();
  }
  return times.map(median);
}

/** The medians of two. */
export async function compare({ subject, peer, ...length }: Plan): Promise<Medians> {
  const [ms, peerMs] = await interleave([subject, peer], length);
  return { ms: ms!, peerMs: peerMs! };
}
