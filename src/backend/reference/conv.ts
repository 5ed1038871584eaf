import { sizeOf } from '../../core/shape.ts';
import type { ConvKernel } from '../kernel-families.ts';
import type { KernelMap } from '../kernel-map.ts';
import type { Raw } from '../raw.ts';
import type { Kernels } from './kernel-type.ts';
import { addScaled, dot } from './rows.ts';
import { blockFrom, floatsOf } from './values.ts';
import { forEachTap, outputImages, windowsOver, type WindowAttrs } from './window.ts';

/** Convolutions of images [N, H, W, C] with filters [height, width, C, D]; the gradients walk the same windows. */
export const convKernels: Kernels<ConvKernel> = {
  Conv2D: ({ x, filter }, attrs) => {
    const windows = windowsOver(x.shape, filter.shape, attrs);
    const [, , inputs, outputs] = filter.shape as [number, number, number, number];
    const images = floatsOf(x);
    const weights = floatsOf(filter);
    const shape = [...outputImages(windows), outputs];
    const result = new Float64Array(sizeOf(shape));
    forEachTap(windows, (from, to, tap) => {
      for (let c = 0; c < inputs; c++) {
        addScaled(result, to * outputs, images[from * inputs + c]!, weights, (tap * inputs + c) * outputs, outputs);
      }
    });
    return blockFrom(x, shape, 'float64', result);
  },
  Conv2DBackpropFilter: filterGradient,
  Conv2DBackpropInput: inputGradient,
};

/** `dilations`, that tfjs's attributes of the gradients leave out, is 1 unless given. */
function filterGradient(
  { x, dy }: KernelMap['Conv2DBackpropFilter']['inputs'],
  attrs: WindowAttrs & { readonly filterShape: readonly number[] },
): Raw {
  const { filterShape } = attrs;
  const [, , inputs, outputs] = filterShape as [number, number, number, number];
  const images = floatsOf(x);
  const gradients = floatsOf(dy);
  const result = new Float64Array(sizeOf(filterShape));
  forEachTap(windowsOver(x.shape, filterShape, attrs), (from, to, tap) => {
    for (let c = 0; c < inputs; c++) {
      addScaled(result, (tap * inputs + c) * outputs, images[from * inputs + c]!, gradients, to * outputs, outputs);
    }
  });
  return blockFrom(x, filterShape, 'float64', result);
}

function inputGradient(
  { dy, filter }: KernelMap['Conv2DBackpropInput']['inputs'],
  attrs: WindowAttrs & { readonly inputShape: readonly number[] },
): Raw {
  const { inputShape } = attrs;
  const [, , inputs, outputs] = filter.shape as [number, number, number, number];
  const gradients = floatsOf(dy);
  const weights = floatsOf(filter);
  const result = new Float64Array(sizeOf(inputShape));
  forEachTap(windowsOver(inputShape, filter.shape, attrs), (from, to, tap) => {
    for (let c = 0; c < inputs; c++) {
      result[from * inputs + c]! += dot(gradients, to * outputs, weights, (tap * inputs + c) * outputs, outputs);
    }
  });
  return blockFrom(dy, inputShape, 'float64', result);
}
