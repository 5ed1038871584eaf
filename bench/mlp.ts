import { compare } from './compare.ts';
import type { Bench } from './result.ts';
import { inChild } from './subject.ts';

/** One training step of the two-layer network 784-50-10, batch 100, on wasm, its loss read back. At most 1/3 of the peer's time is the aim. */
export const mlp: Bench = async function* () {
  const subject = await inChild('network-megagrad', ['TwoLayerNet', 'wasm']);
  const peer = await inChild('mlp-tfjs-layers');
  const { ms, peerMs } = await compare({ subject, peer, steps: 10, warmUpBlocks: 30, blocks: 60 });
  yield { bench: 'mlp', subject: 'megagrad wasm', peer: 'tfjs-layers wasm', ms, peerMs, ratio: ms / peerMs };
};
