import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { ResizeKernel } from '../kernel-families.ts';
import type { Gpu } from './gpu.ts';
import type { GpuKernels } from './kernel-type.ts';

interface Attrs {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** Images [N, H, W, C] at another size, each result pixel a weighted sum of source pixels; the gradients turn the sum around. tfjs's gradients do not know pixel centers. */
export const resizeKernels: GpuKernels<ResizeKernel> = {
  ResizeBilinear: (gpu, { images }, attrs) => resize(gpu, images, attrs.size, attrs, bilinear),
  ResizeBilinearGrad: (gpu, { images, dy }, attrs) => gradient(gpu, images, dy, attrs, bilinear),
  ResizeNearestNeighbor: (gpu, { images }, attrs) => resize(gpu, images, attrs.size, attrs, nearest),
  ResizeNearestNeighborGrad: (gpu, { images, dy }, attrs) => gradient(gpu, images, dy, attrs, nearest),
};

/** The source place of result place `at`, and the share of source place `place` in it. Results next to each other are `ratio` apart in the source. */
interface Method {
  readonly source: string;
  readonly share: string;
}

const bilinear: Method = {
  source: 'max(0.0, (f32(at) + uniforms.center) * ratio - uniforms.center)',
  share: 'max(0.0, 1.0 - abs(min(source, f32(last)) - f32(place)))',
};

const nearest: Method = {
  source: 'floor((f32(at) + uniforms.center) * ratio + uniforms.rounding)',
  share: 'f32(min(i32(source), last) == place)',
};

function shareFunction({ source, share }: Method): string {
  return `fn share(at : i32, place : i32, ratio : f32, last : i32) -> f32 {
    let source = ${source};
    return ${share};
  }
  fn lowest(at : i32, ratio : f32) -> i32 {
    return i32(floor((f32(at) + uniforms.center) * ratio - uniforms.center)) - 1;
  }`;
}

function uniformsOf(
  from: readonly number[],
  to: readonly number[],
  { alignCorners, halfPixelCenters }: Attrs,
): { ints: Record<string, number>; floats: Record<string, number> } {
  const [, inH, inW, channels] = from as [number, number, number, number];
  const [outH, outW] = to as [number, number];
  const ratio = (input: number, output: number): number => (alignCorners && output > 1 ? (input - 1) / (output - 1) : input / output);
  return {
    ints: { inH, inW, channels, outH, outW },
    floats: { ratioH: ratio(inH, outH), ratioW: ratio(inW, outW), center: halfPixelCenters ? 0.5 : 0, rounding: alignCorners ? 0.5 : 0 },
  };
}

function resize(gpu: Gpu, images: TensorInfo, size: readonly [number, number], attrs: Attrs, method: Method): TensorInfo {
  const [batch, , , channels] = images.shape as [number, number, number, number];
  return gpu.run({
    inputs: { images },
    shape: [batch, ...size, channels],
    dtype: 'float32',
    ...uniformsOf(images.shape, size, attrs),
    head: shareFunction(method),
    // The four source pixels around; the shares of those that are not used, or outside, are zero.
    body: `let c = i % uniforms.channels;
      let outX = (i / uniforms.channels) % uniforms.outW;
      let outY = (i / (uniforms.channels * uniforms.outW)) % uniforms.outH;
      let n = i / (uniforms.channels * uniforms.outW * uniforms.outH);
      var total = 0.0;
      for (var y = max(0, lowest(outY, uniforms.ratioH)); y < min(uniforms.inH, lowest(outY, uniforms.ratioH) + 4); y++) {
        let down = share(outY, y, uniforms.ratioH, uniforms.inH - 1);
        for (var x0 = max(0, lowest(outX, uniforms.ratioW)); x0 < min(uniforms.inW, lowest(outX, uniforms.ratioW) + 4); x0++) {
          let weight = down * share(outX, x0, uniforms.ratioW, uniforms.inW - 1);
          if (weight > 0.0) { total += weight * f32(images[((n * uniforms.inH + y) * uniforms.inW + x0) * uniforms.channels + c]); }
        }
      }
      result[i] = total;`,
  });
}

function gradient(gpu: Gpu, images: TensorInfo, dy: TensorInfo, attrs: Attrs, method: Method): TensorInfo {
  return gpu.run({
    inputs: { dy },
    shape: images.shape,
    dtype: 'float32',
    ...uniformsOf(images.shape, dy.shape.slice(1, 3), attrs),
    head: `${shareFunction(method)}
      // Result places outside of these two take nothing from source place y; the last place serves all that lie beyond it.
      fn firstOf(y : i32, ratio : f32) -> i32 {
        return max(0, i32(floor((f32(y) - 1.0) / ratio)) - 2);
      }
      fn endOf(y : i32, ratio : f32, last : i32, end : i32) -> i32 {
        return select(min(end, i32(ceil((f32(y) + 2.0) / ratio)) + 2), end, y == last);
      }`,
    body: `let c = i % uniforms.channels;
      let x0 = (i / uniforms.channels) % uniforms.inW;
      let y = (i / (uniforms.channels * uniforms.inW)) % uniforms.inH;
      let n = i / (uniforms.channels * uniforms.inW * uniforms.inH);
      var total = 0.0;
      for (var outY = firstOf(y, uniforms.ratioH); outY < endOf(y, uniforms.ratioH, uniforms.inH - 1, uniforms.outH); outY++) {
        let down = share(outY, y, uniforms.ratioH, uniforms.inH - 1);
        if (down == 0.0) { continue; }
        for (var outX = firstOf(x0, uniforms.ratioW); outX < endOf(x0, uniforms.ratioW, uniforms.inW - 1, uniforms.outW); outX++) {
          let weight = down * share(outX, x0, uniforms.ratioW, uniforms.inW - 1);
          if (weight > 0.0) { total += weight * dy[((n * uniforms.outH + outY) * uniforms.outW + outX) * uniforms.channels + c]; }
        }
      }
      result[i] = total;`,
  });
}
