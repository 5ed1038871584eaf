import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../core/shape.ts';
import type { Gpu } from './gpu.ts';
import type { Infos, GpuKernels } from './kernel-type.ts';
import { view, walksOf, type Walk } from './view.ts';
import { overWindowsAround, windowsOver, type WindowAttrs, type Windows } from './window.ts';

/** `dilations`, that tfjs's attributes of the gradients leave out, is 1 unless given. */
type FilterGradAttrs = WindowAttrs & { readonly filterShape: readonly number[] };
type InputGradAttrs = WindowAttrs & { readonly inputShape: readonly number[] };

/** The gradients of a convolution as matrix products, which fill a GPU; tfjs has a thread per element of the result walk all that adds up to it. */
export const convKernels: GpuKernels<'Conv2D' | 'Conv2DBackpropFilter' | 'Conv2DBackpropInput'> = {
  Conv2D: (gpu, { x, filter }, attrs) => {
    const { shape } = windowsOver(x.shape, filter.shape, attrs);
    if (sizeOf(x.shape) > 0 && sizeOf(filter.shape) > 0) return gpu.tfjs('Conv2D', { x, filter }, attrs);
    return gpu.fill([...shape, filter.shape[3]!], 'float32', 0);
  },
  Conv2DBackpropFilter: (gpu, inputs, attrs) => filterGradient(gpu, inputs, attrs),
  Conv2DBackpropInput: (gpu, inputs, attrs) => inputGradient(gpu, inputs, attrs),
};

/** Bytes that the windows' contents, laid out as a matrix, may take at a time; below what every adapter can bind. */
const usualBytes = 2 ** 27;

/** Images per matrix, so that it stays below `mostBytes`. */
function imagesAtOnce({ outH, outW, windowH, windowW, channels }: Windows, mostBytes: number): number {
  return Math.max(1, Math.floor(mostBytes / (4 * outH * outW * windowH * windowW * channels)));
}

export function filterGradient(
  gpu: Gpu,
  { x, dy }: Infos<'Conv2DBackpropFilter'>,
  attrs: FilterGradAttrs,
  mostBytes: number = usualBytes,
): TensorInfo {
  const { filterShape } = attrs;
  const { windows } = windowsOver(x.shape, filterShape, attrs);
  const batch = x.shape[0]!;
  const atOnce = imagesAtOnce(windows, mostBytes);
  let gradient: TensorInfo | undefined;
  for (let start = 0; start < batch; start += atOnce) {
    const count = Math.min(atOnce, batch - start);
    const rows = count * windows.outH * windows.outW;
    const contents = contentsOf(gpu, x, start, count, windows);
    const outputs = gpu.reshape(images(gpu, dy, start, count), [rows, filterShape[3]!]);
    const product = gpu.kernel('BatchMatMul', { a: contents, b: outputs }, { transposeA: true, transposeB: false });
    gradient = gradient === undefined ? product : gpu.kernel('Add', { a: gradient, b: product });
  }
  return gpu.reshape(gradient ?? gpu.fill(filterShape, 'float32', 0), filterShape);
}

/** What each window sees, as a row: [count * outH * outW, windowH * windowW * channels]. */
function contentsOf(gpu: Gpu, x: TensorInfo, start: number, count: number, windows: Windows): TensorInfo {
  const { outH, outW, windowH, windowW, channels } = windows;
  return gpu.run({
    inputs: { x },
    shape: [count * outH * outW, windowH * windowW * channels],
    dtype: 'float32',
    ints: { ...windows, start },
    body: `let c = i % uniforms.channels;
      let k = (i / uniforms.channels) % uniforms.windowW;
      let j = (i / (uniforms.channels * uniforms.windowW)) % uniforms.windowH;
      let row = i / (uniforms.channels * uniforms.windowW * uniforms.windowH);
      let y = ((row / uniforms.outW) % uniforms.outH) * uniforms.strideH - uniforms.top + j * uniforms.dilationH;
      let x0 = (row % uniforms.outW) * uniforms.strideW - uniforms.left + k * uniforms.dilationW;
      let n = uniforms.start + row / (uniforms.outW * uniforms.outH);
      var v = 0.0;
      if (y >= 0 && y < uniforms.inH && x0 >= 0 && x0 < uniforms.inW) {
        v = x[((n * uniforms.inH + y) * uniforms.inW + x0) * uniforms.channels + c];
      }
      result[i] = v;`,
  });
}

function images(gpu: Gpu, all: TensorInfo, start: number, count: number): TensorInfo {
  if (count === all.shape[0]) return all;
  return gpu.kernel('Slice', { x: all }, { begin: [start, 0, 0, 0], size: [count, ...all.shape.slice(1)] });
}

export function inputGradient(
  gpu: Gpu,
  { dy, filter }: Infos<'Conv2DBackpropInput'>,
  attrs: InputGradAttrs,
  mostBytes: number = usualBytes,
): TensorInfo {
  const { inputShape } = attrs;
  const { windows } = windowsOver(inputShape, filter.shape, attrs);
  const { inH, inW, outH, outW, windowH, windowW, dilationH, dilationW, top, left, strideH, strideW } = windows;
  const reachH = (windowH - 1) * dilationH;
  const reachW = (windowW - 1) * dilationW;
  const above = reachH - top;
  const before = reachW - left;
  const below = inH - outH + reachH - above;
  const after = inW - outW + reachW - before;
  if (strideH === 1 && strideW === 1 && Math.min(above, below, before, after) >= 0) {
    const pad = [
      [0, 0],
      [above, below],
      [before, after],
      [0, 0],
    ];
    const convolution = { strides: 1, pad, dataFormat: 'NHWC', dilations: [dilationH, dilationW] };
    return gpu.kernel('Conv2D', { x: dy, filter: turned(gpu, filter) }, convolution);
  }
  const parts: TensorInfo[] = [];
  const batch = inputShape[0]!;
  const atOnce = imagesAtOnce(windows, mostBytes);
  for (let start = 0; start < batch; start += atOnce) {
    const count = Math.min(atOnce, batch - start);
    parts.push(addedUp(gpu, images(gpu, dy, start, count), filter, windows));
  }
  if (parts.length === 0) return gpu.fill(inputShape, 'float32', 0);
  return parts.length === 1 ? parts[0]! : gpu.kernel('Concat', Object.fromEntries(parts.map((part, n) => [n, part])), { axis: 0 });
}

/** [H, W, C, D] turned by half a turn, as [H, W, D, C]. */
function turned(gpu: Gpu, filter: TensorInfo): TensorInfo {
  const [rows, columns, inputs, outputs] = walksOf(filter) as [Walk, Walk, Walk, Walk];
  const start = (rows.length - 1) * rows.stride + (columns.length - 1) * columns.stride;
  const back = ({ length, stride }: Walk): Walk => ({ length, stride: -stride });
  return view(
    gpu,
    filter,
    [rows.length, columns.length, outputs.length, inputs.length],
    [back(rows), back(columns), outputs, inputs],
    start,
  );
}

/** The gradient of what each window saw, added up where the windows overlap. */
function addedUp(gpu: Gpu, dy: TensorInfo, filter: TensorInfo, windows: Windows): TensorInfo {
  const outputs = filter.shape[3]!;
  const count = dy.shape[0]!;
  const weights = gpu.reshape(filter, [sizeOf(filter.shape) / outputs, outputs]);
  const perWindow = gpu.reshape(dy, [sizeOf(dy.shape) / outputs, outputs]);
  const contents = gpu.kernel('BatchMatMul', { a: perWindow, b: weights }, { transposeA: false, transposeB: true });
  return gpu.run({
    inputs: { contents },
    shape: [count, windows.inH, windows.inW, windows.channels],
    dtype: 'float32',
    ints: windows,
    body: `var total = 0.0;
      ${overWindowsAround(`let row = (n * uniforms.outH + outY) * uniforms.outW + outX;
        total += contents[((row * uniforms.windowH + j) * uniforms.windowW + k) * uniforms.channels + c];`)}
      result[i] = total;`,
  });
}
