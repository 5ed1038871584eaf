import type { PoolKernel } from '../kernel-families.ts';
import type { GpuKernels } from './kernel-type.ts';
import { overWindow, overWindowsAround, windowsOver } from './window.ts';

/** The first maximum of a window, or its first NaN; -Infinity and -1 of a window all in the padding. */
const firstMaximum = `var place = -1;
  var most = -uniforms.INFINITY;
  ${overWindow(`let v = x[source];
    if (place < 0 || v > most || (isnan(v) && !isnan(most))) {
      most = v;
      place = source;
    }`)}`;

/** Pooling of images [N, H, W, C]. Padding takes no part: neither in a maximum nor in a mean's count. */
export const poolKernels: GpuKernels<PoolKernel> = {
  AvgPool: (gpu, { x }, attrs) => {
    const { windows, shape } = windowsOver(x.shape, attrs.filterSize, attrs);
    return gpu.run({
      inputs: { x },
      shape: [...shape, windows.channels],
      dtype: 'float32',
      ints: windows,
      body: `var total = 0.0;
        var count = 0.0;
        ${overWindow('total += f32(x[source]); count += 1.0;')}
        result[i] = total / count;`,
    });
  },
  AvgPoolGrad: (gpu, { dy, input }, attrs) => {
    const { windows } = windowsOver(input.shape, attrs.filterSize, attrs);
    return gpu.run({
      inputs: { dy },
      shape: input.shape,
      dtype: 'float32',
      ints: windows,
      head: `fn inside(out : i32, stride : i32, before : i32, window : i32, dilation : i32, length : i32) -> f32 {
        var count = 0;
        for (var j = 0; j < window; j++) {
          let at = out * stride - before + j * dilation;
          count += i32(at >= 0 && at < length);
        }
        return f32(count);
      }`,
      body: `var total = 0.0;
        ${overWindowsAround(`let rows = inside(outY, uniforms.strideH, uniforms.top, uniforms.windowH, uniforms.dilationH, uniforms.inH);
          let columns = inside(outX, uniforms.strideW, uniforms.left, uniforms.windowW, uniforms.dilationW, uniforms.inW);
          total += dy[((n * uniforms.outH + outY) * uniforms.outW + outX) * uniforms.channels + c] / (rows * columns);`)}
        result[i] = total;`,
    });
  },
  MaxPool: (gpu, { x }, attrs) => {
    const { windows, shape } = windowsOver(x.shape, attrs.filterSize, attrs);
    return gpu.run({
      inputs: { x },
      shape: [...shape, windows.channels],
      dtype: 'float32',
      ints: windows,
      body: `${firstMaximum}\nresult[i] = most;`,
    });
  },
  MaxPoolIndicesGrad: (gpu, { dy, argmax }, { shape }) =>
    gpu.run({
      inputs: { dy, argmax },
      shape: dy.shape,
      dtype: 'float32',
      into: gpu.fill(shape, 'float32', 0),
      body: 'if (argmax[i] >= 0) { addAtomically(argmax[i], dy[i]); }',
    }),
  MaxPoolWithIndices: (gpu, { x }, attrs) => {
    const { windows, shape } = windowsOver(x.shape, attrs.filterSize, attrs);
    const pooled = [...shape, windows.channels];
    const places = gpu.run({
      inputs: { x },
      shape: pooled,
      dtype: 'int32',
      ints: windows,
      body: `${firstMaximum}\nresult[i] = place;`,
    });
    const body = 'let place = places[i];\nresult[i] = select(x[max(place, 0)], -uniforms.INFINITY, place < 0);';
    const maxima = gpu.run({ inputs: { x, places }, shape: pooled, dtype: 'float32', body });
    return [maxima, places];
  },
};
