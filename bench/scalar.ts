import { compare } from './compare.ts';
import type { Bench } from './result.ts';
import { inProcess } from './subject.ts';
import { links } from './subjects/scalar-chain.ts';
import { closuresChain } from './subjects/scalar-closures.ts';
import { megagradChain } from './subjects/scalar-megagrad.ts';

/**
 * A chain of 10,000 links x = x * a + b on reference, forward and backward, against bare closures.
 * At least 500,000 nodes per second and 0.35 of the closures' rate is the aim; a link is two nodes.
 */
export const scalar: Bench = async function* () {
  const subject = inProcess(megagradChain);
  const peer = inProcess(closuresChain);
  // Ten chains a block: with one, a collection falls almost always into the longer step, which then pays for the garbage of both.
  const { ms, peerMs } = await compare({ subject, peer, steps: 10, warmUpBlocks: 15, blocks: 45 });
  const rate = (milliseconds: number): number => Math.round((2 * links * 1000) / milliseconds);
  yield {
    bench: 'scalar',
    subject: 'megagrad reference',
    nodesPerSecond: rate(ms),
    peer: 'closures',
    peerNodesPerSecond: rate(peerMs),
    ratio: peerMs / ms,
  };
};
