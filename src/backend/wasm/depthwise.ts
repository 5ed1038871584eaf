import type { DepthwiseKernel } from '../kernel-families.ts';
import type { WasmKernels } from './kernel-type.ts';
import { asFloat } from './unary.ts';
import { convGeometry, depthwiseWindow } from './window.ts';

/** Which of the three blocks the loop adds to. */
const [ofOutput, ofInput, ofFilter] = [0, 1, 2] as const;

/** Convolutions of each channel by itself. tfjs has no gradients of them, and its own drops taps under explicit padding. */
export const depthwiseKernels: WasmKernels<DepthwiseKernel> = {
  DepthwiseConv2dNative: (heap, { x, filter }, attrs) => {
    const geometry = convGeometry(x.shape, filter.shape, attrs, true);
    const [images, weights] = [asFloat(heap, x), asFloat(heap, filter)];
    const output = heap.zeros(geometry.outShape, 'float32');
    heap.simd.depthwise(heap.offset(images), heap.offset(weights), heap.offset(output), ofOutput, ...depthwiseWindow(geometry));
    return output;
  },
  DepthwiseConv2dNativeBackpropFilter: (heap, { x, dy }, { filterShape, ...attrs }) => {
    const floats = asFloat(heap, x);
    const output = heap.zeros(filterShape, 'float32');
    const window = depthwiseWindow(convGeometry(x.shape, filterShape, attrs, true));
    heap.simd.depthwise(heap.offset(floats), heap.offset(output), heap.offset(dy), ofFilter, ...window);
    return output;
  },
  DepthwiseConv2dNativeBackpropInput: (heap, { dy, filter }, { inputShape, ...attrs }) => {
    const output = heap.zeros(inputShape, 'float32');
    const window = depthwiseWindow(convGeometry(inputShape, filter.shape, attrs, true));
    heap.simd.depthwise(heap.offset(output), heap.offset(filter), heap.offset(dy), ofInput, ...window);
    return output;
  },
};
