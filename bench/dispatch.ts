import { interleave } from './compare.ts';
import { absentDevice, isInstalled, measured } from './installed.ts';
import type { Bench } from './result.ts';
import { inChild } from './subject.ts';

const ways = ['no grad', 'recording'] as const;

/** `kernel` is what the device runs; wasm's own additions have taken the place of tfjs's, which stays beside them. */
const peers = { wasm: ['kernel', 'tfjs kernel'], tensorflow: ['kernel'] } as const;

/** Additions that a step of the subject does. */
const adds = 1000;

/**
 * Adding two tensors of two elements through the public API against a bare kernel call plus release, on the same device.
 * At most 1.5 times without gradients and twice with recording is the aim.
 */
export const dispatch: Bench = async function* () {
  for (const name of measured) {
    if (!isInstalled(name)) {
      yield absentDevice('dispatch', name);
      continue;
    }
    const all = [...ways, ...peers[name]];
    const subjects = await Promise.all(all.map((way) => inChild('dispatch', [name, way])));
    const times = await interleave(subjects, { steps: 10, warmUpBlocks: 10, blocks: 100 });
    const timeOf = (way: (typeof all)[number]): number => times[all.indexOf(way)]! / adds;
    for (const way of ways) {
      for (const peer of peers[name]) {
        const [ms, peerMs] = [timeOf(way), timeOf(peer)];
        yield { bench: 'dispatch', subject: `${name} add, ${way}`, peer, ms, peerMs, ratio: ms / peerMs };
      }
    }
  }
};
