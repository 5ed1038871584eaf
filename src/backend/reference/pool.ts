import { sizeOf, type Shape } from '../../core/shape.ts';
import type { PoolKernel } from '../kernel-families.ts';
import type { KernelMap } from '../kernel-map.ts';
import type { Raw } from '../raw.ts';
import type { Kernels } from './kernel-type.ts';
import { blockFrom, floatsOf, valuesOf } from './values.ts';
import { forEachTap, outputImages, windowsOver, type Windows } from './window.ts';

/** Pooling of images [N, H, W, C]. Padding takes no part: neither in a maximum nor in a mean's count. */
export const poolKernels: Kernels<PoolKernel> = {
  AvgPool: ({ x }, attrs) => {
    const windows = windowsOver(x.shape, attrs.filterSize, attrs);
    const channels = x.shape[3]!;
    const images = floatsOf(x);
    const counts = tapCounts(windows);
    const shape = [...outputImages(windows), channels];
    const means = new Float64Array(sizeOf(shape));
    forEachTap(windows, (from, to) => {
      for (let c = 0; c < channels; c++) means[to * channels + c]! += images[from * channels + c]!;
    });
    for (let i = 0; i < means.length; i++) means[i]! /= counts[Math.floor(i / channels)]!;
    return blockFrom(x, shape, 'float64', means);
  },
  AvgPoolGrad: ({ dy, input }, attrs) => {
    const windows = windowsOver(input.shape, attrs.filterSize, attrs);
    const channels = input.shape[3]!;
    const gradients = floatsOf(dy);
    const counts = tapCounts(windows);
    const result = new Float64Array(sizeOf(input.shape));
    forEachTap(windows, (from, to) => {
      for (let c = 0; c < channels; c++) result[from * channels + c]! += gradients[to * channels + c]! / counts[to]!;
    });
    return blockFrom(dy, input.shape, 'float64', result);
  },
  MaxPool: ({ x }, attrs) => {
    const { shape, maxima } = maxPool(x, attrs);
    return blockFrom(x, shape, x.dtype, maxima);
  },
  MaxPoolIndicesGrad: ({ dy, argmax }, { shape }) => {
    const gradients = valuesOf(dy);
    const places = valuesOf(argmax);
    const result = new Float64Array(sizeOf(shape));
    for (let i = 0; i < places.length; i++) if (places[i]! >= 0) result[places[i]!]! += gradients[i]!;
    return blockFrom(dy, shape, 'float64', result);
  },
  MaxPoolWithIndices: ({ x }, attrs) => {
    const { shape, maxima, places } = maxPool(x, attrs);
    return [blockFrom(x, shape, x.dtype, maxima), blockFrom(x, shape, 'int32', places)];
  },
};

/** How many places of each window lie inside the image. */
function tapCounts(windows: Windows): Float64Array {
  const counts = new Float64Array(sizeOf(outputImages(windows)));
  forEachTap(windows, (_, to) => {
    counts[to]!++;
  });
  return counts;
}

/** The first maximum of each window and its flat place in x; of a window all in the padding, -Infinity and -1. */
function maxPool(
  x: Raw,
  attrs: KernelMap['MaxPool']['attrs'],
): { readonly shape: Shape; readonly maxima: Float64Array; readonly places: Float64Array } {
  const windows = windowsOver(x.shape, attrs.filterSize, attrs);
  const channels = x.shape[3]!;
  const images = floatsOf(x);
  const shape = [...outputImages(windows), channels];
  const maxima = new Float64Array(sizeOf(shape)).fill(-Infinity);
  const places = new Float64Array(maxima.length).fill(-1);
  forEachTap(windows, (from, to) => {
    for (let c = 0; c < channels; c++) {
      const v = images[from * channels + c]!;
      const at = to * channels + c;
      const best = maxima[at]!;
      if (places[at] === -1 || v > best || (Number.isNaN(v) && !Number.isNaN(best))) {
        maxima[at] = v;
        places[at] = from * channels + c;
      }
    }
  });
  return { shape, maxima, places };
}
