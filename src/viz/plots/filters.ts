import { ShapeError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { images, type GrayImage, type ImagesOptions } from './images.ts';

/** The filters of a convolution at one time. */
export interface FilterStage {
  /** Such as 'before' and 'after'. */
  readonly name: string;
  /** [FH, FW, in, out], as the `weight` of a Conv2d. */
  readonly weight: Tensor;
}

/** How filters are laid out. */
export interface FiltersOptions extends Omit<ImagesOptions, 'columns'> {
  /** Which input channel is shown. Default 0. */
  readonly channel?: number;
}

/**
 * The filters of a convolution as gray images, one row per stage: before and after training. As in the book's section
 * 7.6.1, black is the least weight of a filter and white its largest.
 *
 * @throws {ShapeError} if a weight is not [FH, FW, in, out], or has no such channel.
 * @example
 * const conv = new Conv2d(1, 8, 5);
 * const svg = await filters([{ name: 'before', weight: conv.weight }]);
 * svg.startsWith('<svg'); // true
 */
export async function filters(stages: readonly FilterStage[], { channel = 0, ...options }: FiltersOptions = {}): Promise<string> {
  const rows = await Promise.all(stages.map((stage) => row(stage, channel)));
  return images(rows.flat(), { ...options, columns: Math.max(1, ...rows.map((one) => one.length)) });
}

async function row({ name, weight }: FilterStage, channel: number): Promise<GrayImage[]> {
  const [height = 0, width = 0, channels = 0, count = 0] = weight.shape;
  if (weight.rank !== 4 || channel >= channels) {
    throw new ShapeError(`filters: a weight must be [FH, FW, in, out] with channel ${channel}: '${name}' ${format(weight.shape)}.`, {
      weight: weight.shape,
    });
  }
  const values = await weight.data();
  return Array.from({ length: count }, (_, filter) => ({
    pixels: Array.from({ length: height * width }, (__, i) => values[(i * channels + channel) * count + filter]!),
    height,
    width,
    ...(filter === 0 ? { caption: name } : {}),
  }));
}
