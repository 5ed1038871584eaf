import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../core/shape.ts';
import type { DepthwiseKernel } from '../kernel-families.ts';
import type { Gpu } from './gpu.ts';
import type { GpuKernels, Infos } from './kernel-type.ts';
import { overWindowsAround, windowsOver, type WindowAttrs } from './window.ts';

/** Gradients of the convolution of each channel with filters of its own, [H, W, C, Q] to C * Q channels; tfjs's are wrong where it is dilated. */
export const depthwiseKernels: GpuKernels<DepthwiseKernel> = {
  DepthwiseConv2dNative: (gpu, { x, filter }, attrs) => {
    const { shape } = windowsOver(x.shape, filter.shape, attrs);
    if (sizeOf(x.shape) > 0 && sizeOf(filter.shape) > 0) return gpu.tfjs('DepthwiseConv2dNative', { x, filter }, attrs);
    return gpu.fill([...shape, filter.shape[2]! * filter.shape[3]!], 'float32', 0);
  },
  DepthwiseConv2dNativeBackpropFilter: filterGradient,
  DepthwiseConv2dNativeBackpropInput: (gpu, { dy, filter }, attrs) => {
    const { windows } = windowsOver(attrs.inputShape, filter.shape, attrs);
    return gpu.run({
      inputs: { dy, filter_: filter },
      shape: attrs.inputShape,
      dtype: 'float32',
      ints: { ...windows, each: filter.shape[3]! },
      body: `var total = 0.0;
        ${overWindowsAround(`let row = ((n * uniforms.outH + outY) * uniforms.outW + outX) * uniforms.channels + c;
          let weights = (j * uniforms.windowW + k) * uniforms.channels + c;
          for (var q = 0; q < uniforms.each; q++) {
            total += dy[row * uniforms.each + q] * filter_[weights * uniforms.each + q];
          }`)}
        result[i] = total;`,
    });
  },
};

/** Windows that one thread adds up: few, as a filter has few elements and so few threads. */
const windowsPerThread = 64;

function filterGradient(
  gpu: Gpu,
  { x, dy }: Infos<'DepthwiseConv2dNativeBackpropFilter'>,
  attrs: WindowAttrs & { readonly filterShape: readonly number[] },
): TensorInfo {
  const { filterShape } = attrs;
  const { windows, shape } = windowsOver(x.shape, filterShape, attrs);
  const count = sizeOf(shape);
  const parts = Math.max(1, Math.ceil(count / windowsPerThread));
  const partial = gpu.run({
    inputs: { x, dy },
    shape: [parts, ...filterShape],
    dtype: 'float32',
    ints: { ...windows, each: filterShape[3]!, count, parts },
    body: `let q = i % uniforms.each;
      let c = (i / uniforms.each) % uniforms.channels;
      let k = (i / (uniforms.each * uniforms.channels)) % uniforms.windowW;
      let j = (i / (uniforms.each * uniforms.channels * uniforms.windowW)) % uniforms.windowH;
      let part = i / (uniforms.each * uniforms.channels * uniforms.windowW * uniforms.windowH);
      var total = 0.0;
      for (var row = part; row < uniforms.count; row += uniforms.parts) {
        let y = ((row / uniforms.outW) % uniforms.outH) * uniforms.strideH - uniforms.top + j * uniforms.dilationH;
        let x0 = (row % uniforms.outW) * uniforms.strideW - uniforms.left + k * uniforms.dilationW;
        if (y < 0 || y >= uniforms.inH || x0 < 0 || x0 >= uniforms.inW) { continue; }
        let n = row / (uniforms.outW * uniforms.outH);
        let source = ((n * uniforms.inH + y) * uniforms.inW + x0) * uniforms.channels + c;
        total += x[source] * dy[(row * uniforms.channels + c) * uniforms.each + q];
      }
      result[i] = total;`,
  });
  return gpu.kernel('Sum', { x: partial }, { axis: [0], keepDims: false });
}
