import { compare } from './compare.ts';
import { absentDevice, isInstalled, measured } from './installed.ts';
import type { Bench } from './result.ts';
import { inChild } from './subject.ts';

/**
 * SimpleConvNet's steps as `fit` takes them against the same steps written by hand, data loading and the read loss included.
 * At most 5 % more is the aim.
 */
export const fit: Bench = async function* () {
  for (const name of measured) {
    if (!isInstalled(name)) {
      yield absentDevice('fit', name);
      continue;
    }
    const subject = await inChild('fit', [name, 'fit']);
    const peer = await inChild('fit', [name, 'by hand']);
    const { ms, peerMs } = await compare({ subject, peer, steps: 2, warmUpBlocks: 10, blocks: 150 });
    yield { bench: 'fit', subject: `${name} SimpleConvNet`, peer: 'by hand', ms, peerMs, ratio: ms / peerMs };
  }
};
