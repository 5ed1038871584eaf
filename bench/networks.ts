import type { Length } from './compare.ts';
import type { NetworkName } from './subjects/networks.ts';

/** How long a network is measured. */
export const lengths: Readonly<Record<NetworkName, Length>> = {
  TwoLayerNet: { steps: 20, warmUpBlocks: 20, blocks: 60 },
  SimpleConvNet: { steps: 3, warmUpBlocks: 5, blocks: 30 },
  DeepConvNet: { steps: 1, warmUpBlocks: 4, blocks: 20 },
};
