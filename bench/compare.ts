import type { Subject } from './subject.ts';

export interface Plan {
  readonly subject: Subject;
  readonly peer: Subject;
  /** Steps between two clock readings; enough that a block takes some ten milliseconds. */
  readonly steps: number;
  readonly warmUpBlocks: number;
  readonly blocks: number;
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

/** Runs both subjects block by block in turns, so that a slow spell of the machine meets both, and takes the medians. */
export async function compare({ subject, peer, steps, warmUpBlocks, blocks }: Plan): Promise<Medians> {
  const times: number[] = [];
  const peerTimes: number[] = [];
  try {
    for (let block = -warmUpBlocks; block < blocks; block += 1) {
      const time = await subject.run(steps);
      const peerTime = await peer.run(steps);
      if (block < 0) continue;
      times.push(time);
      peerTimes.push(peerTime);
    }
  } finally {
    subject.stop();
    peer.stop();
  }
  return { ms: median(times), peerMs: median(peerTimes) };
}
