import { backend_util } from '@tensorflow/tfjs-core';

/** Attributes of a window that moves over images [N, H, W, C], as tfjs has them. */
export interface WindowAttrs {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dilations?: [number, number] | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Where the windows stand: uniforms of the shaders that walk them. */
export type Windows = Readonly<
  Record<
    | 'inH'
    | 'inW'
    | 'channels'
    | 'outH'
    | 'outW'
    | 'windowH'
    | 'windowW'
    | 'strideH'
    | 'strideW'
    | 'dilationH'
    | 'dilationW'
    | 'top'
    | 'left',
    number
  >
>;

/** The windows of `size` over images, and the shape [N, outH, outW] of what they see. */
export function windowsOver(
  images: readonly number[],
  size: readonly number[] | number,
  attrs: WindowAttrs,
): { readonly windows: Windows; readonly shape: [number, number, number] } {
  const [windowH, windowW] = typeof size === 'number' ? [size, size] : [size[0]!, size[1]!];
  const channels = images[3]!;
  const info = backend_util.computeConv2DInfo(
    images as [number, number, number, number],
    [windowH, windowW, channels, 1],
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
    true,
  );
  const windows = {
    inH: images[1]!,
    inW: images[2]!,
    channels,
    outH: info.outHeight,
    outW: info.outWidth,
    windowH,
    windowW,
    strideH: info.strideHeight,
    strideW: info.strideWidth,
    dilationH: info.dilationHeight,
    dilationW: info.dilationWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
  };
  return { windows, shape: [images[0]!, info.outHeight, info.outWidth] };
}

/** WGSL that takes output element `i` of [N, outH, outW, channels] apart and runs `tap` at each `source` element of its window. */
export function overWindow(tap: string): string {
  return `let c = i % uniforms.channels;
    let outX = (i / uniforms.channels) % uniforms.outW;
    let outY = (i / (uniforms.channels * uniforms.outW)) % uniforms.outH;
    let n = i / (uniforms.channels * uniforms.outW * uniforms.outH);
    for (var j = 0; j < uniforms.windowH; j++) {
      let y = outY * uniforms.strideH - uniforms.top + j * uniforms.dilationH;
      if (y < 0 || y >= uniforms.inH) { continue; }
      for (var k = 0; k < uniforms.windowW; k++) {
        let x0 = outX * uniforms.strideW - uniforms.left + k * uniforms.dilationW;
        if (x0 < 0 || x0 >= uniforms.inW) { continue; }
        let source = ((n * uniforms.inH + y) * uniforms.inW + x0) * uniforms.channels + c;
        ${tap}
      }
    }`;
}

/** WGSL that takes input element `i` of [N, inH, inW, channels] apart and runs `tap` for each window (outY, outX) in which it is place (j, k). */
export function overWindowsAround(tap: string): string {
  return `let c = i % uniforms.channels;
    let x0 = (i / uniforms.channels) % uniforms.inW;
    let y = (i / (uniforms.channels * uniforms.inW)) % uniforms.inH;
    let n = i / (uniforms.channels * uniforms.inW * uniforms.inH);
    for (var j = 0; j < uniforms.windowH; j++) {
      let down = y + uniforms.top - j * uniforms.dilationH;
      let outY = down / uniforms.strideH;
      if (down < 0 || outY >= uniforms.outH || outY * uniforms.strideH != down) { continue; }
      for (var k = 0; k < uniforms.windowW; k++) {
        let right = x0 + uniforms.left - k * uniforms.dilationW;
        let outX = right / uniforms.strideW;
        if (right < 0 || outX >= uniforms.outW || outX * uniforms.strideW != right) { continue; }
        ${tap}
      }
    }`;
}
