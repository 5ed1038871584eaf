import { sizeOf } from '../../core/shape.ts';
import type { DepthwiseKernel } from '../kernel-families.ts';
import type { Kernels } from './kernel-type.ts';
import { blockFrom, floatsOf } from './values.ts';
import { forEachTap, outputImages, windowsOver } from './window.ts';

/**
 * Convolutions of each channel by itself: images [N, H, W, C], filters [height, width, C, M], results
 * [N, H, W, C * M] where channel c gives c * M to c * M + M - 1. A flat channel pair then has one number in both.
 */
export const depthwiseKernels: Kernels<DepthwiseKernel> = {
  DepthwiseConv2dNative: ({ x, filter }, attrs) => {
    const windows = windowsOver(x.shape, filter.shape, attrs);
    const { channels, multiplier, pairs } = channelsOf(filter.shape);
    const images = floatsOf(x);
    const weights = floatsOf(filter);
    const shape = [...outputImages(windows), pairs];
    const result = new Float64Array(sizeOf(shape));
    forEachTap(windows, (from, to, tap) => {
      for (let p = 0; p < pairs; p++) {
        result[to * pairs + p]! += images[from * channels + Math.floor(p / multiplier)]! * weights[tap * pairs + p]!;
      }
    });
    return blockFrom(x, shape, 'float64', result);
  },
  DepthwiseConv2dNativeBackpropFilter: ({ x, dy }, attrs) => {
    const { channels, multiplier, pairs } = channelsOf(attrs.filterShape);
    const images = floatsOf(x);
    const gradients = floatsOf(dy);
    const result = new Float64Array(sizeOf(attrs.filterShape));
    forEachTap(windowsOver(x.shape, attrs.filterShape, attrs), (from, to, tap) => {
      for (let p = 0; p < pairs; p++) {
        result[tap * pairs + p]! += images[from * channels + Math.floor(p / multiplier)]! * gradients[to * pairs + p]!;
      }
    });
    return blockFrom(x, attrs.filterShape, 'float64', result);
  },
  DepthwiseConv2dNativeBackpropInput: ({ dy, filter }, attrs) => {
    const { channels, multiplier, pairs } = channelsOf(filter.shape);
    const gradients = floatsOf(dy);
    const weights = floatsOf(filter);
    const result = new Float64Array(sizeOf(attrs.inputShape));
    forEachTap(windowsOver(attrs.inputShape, filter.shape, attrs), (from, to, tap) => {
      for (let p = 0; p < pairs; p++) {
        result[from * channels + Math.floor(p / multiplier)]! += gradients[to * pairs + p]! * weights[tap * pairs + p]!;
      }
    });
    return blockFrom(dy, attrs.inputShape, 'float64', result);
  },
};

function channelsOf(filterShape: readonly number[]): { readonly channels: number; readonly multiplier: number; readonly pairs: number } {
  const [, , channels, multiplier] = filterShape as readonly [number, number, number, number];
  return { channels, multiplier, pairs: channels * multiplier };
}
