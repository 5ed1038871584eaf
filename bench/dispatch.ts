import { compare } from './compare.ts';
import { absentDevice, isInstalled, measured } from './installed.ts';
import type { Bench } from './result.ts';
import { inChild } from './subject.ts';

/**
 * Adding two tensors of two elements through the public API against the bare kernel call plus release, on the same device.
 * At most 1.5 times without gradients and twice with recording is the aim.
 */
export const dispatch: Bench = async function* () {
  for (const name of measured) {
    if (!isInstalled(name)) {
      yield absentDevice('dispatch', name);
      continue;
    }
    for (const way of ['no grad', 'recording']) {
      const subject = await inChild('dispatch', [name, way]);
      const peer = await inChild('dispatch', [name, 'bare']);
      const { ms, peerMs } = await compare({ subject, peer, steps: 10, warmUpBlocks: 10, blocks: 100 });
      const adds = 1000;
      yield { bench: 'dispatch', subject: `${name} add, ${way}`, peer: 'kernel', ms: ms / adds, peerMs: peerMs / adds, ratio: ms / peerMs };
    }
  }
};
