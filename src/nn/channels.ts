import { ArgumentError, ShapeError } from '../core/errors.ts';
import { format } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { checkTensor } from './layer-checks.ts';

/** What a batch of each rank is called. */
const batches: Readonly<Record<number, string>> = { 2: '[N,C]', 3: '[N,L,C]', 4: '[N,H,W,C]' };

/** The last axis of a batch of this rank. @throws {ShapeError} if x has another rank. @internal */
export function channelsOf(layer: string, x: Tensor, ...ranks: readonly number[]): number {
  checkTensor(layer, 'x', x);
  if (ranks.includes(x.rank)) return x.shape.at(-1)!;
  throw new ShapeError(
    `${layer}: x must be ${ranks.map((rank) => batches[rank]!).join(' or ')}: x ${format(x.shape)}. Reshape it, or add the missing axes with expandDims.`,
    {
      x: x.shape,
    },
  );
}

/** @throws {ShapeError} if x has another rank or another number of channels. @internal */
export function checkChannels(layer: string, x: Tensor, ranks: number | readonly number[], channels: number): void {
  const found = channelsOf(layer, x, ...(typeof ranks === 'number' ? [ranks] : ranks));
  if (found !== channels) {
    throw new ShapeError(
      `${layer}: x must have ${channels} channels in its last axis: x ${format(x.shape)}. Transpose images that have their channels first.`,
      { x: x.shape },
    );
  }
}

/** How many input channels each filter sees. @throws {ArgumentError} if groups does not divide both numbers of channels. @internal */
export function groupSize(layer: string, inChannels: number, outChannels: number, groups = 1): number {
  if (Number.isInteger(groups) && groups >= 1 && inChannels % groups === 0 && outChannels % groups === 0) return inChannels / groups;
  throw new ArgumentError(
    `${layer}: groups must divide the channels: groups ${groups}, inChannels ${inChannels}, outChannels ${outChannels}. Use a common divisor of both.`,
    'groups',
    groups,
  );
}
