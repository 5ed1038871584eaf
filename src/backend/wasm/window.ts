import { backend_util } from '@tensorflow/tfjs-core';
import type { Shape } from '../../core/shape.ts';
import type { DepthwiseWindow, Taps, Window } from './simd.ts';

/** Geometry of a convolution or pooling over [batch, height, width, channels]. */
export type Geometry = backend_util.Conv2DInfo;

type Pair = number | readonly [number, number];
type Padding = 'valid' | 'same' | number | backend_util.ExplicitPadding;
type Rounding = 'floor' | 'round' | 'ceil' | undefined;

/** Attributes of a convolution, or of its gradients. */
export interface ConvAttrs {
  readonly strides: Pair;
  readonly pad: Padding;
  readonly dimRoundingMode?: Rounding;
  readonly dilations?: Pair;
}

/** Attributes of a pooling, or of its gradient. */
export interface PoolAttrs {
  readonly filterSize: Pair;
  readonly strides: Pair;
  readonly pad: Padding;
  readonly dimRoundingMode?: Rounding;
}

export function convGeometry(
  x: Shape,
  filter: Shape,
  { strides, pad, dimRoundingMode, dilations = 1 }: ConvAttrs,
  depthwise = false,
): Geometry {
  return backend_util.computeConv2DInfo(
    x as [number, number, number, number],
    filter as [number, number, number, number],
    strides as [number, number],
    dilations as [number, number],
    pad,
    dimRoundingMode,
    depthwise,
  );
}

export function poolGeometry(x: Shape, { filterSize, strides, pad, dimRoundingMode }: PoolAttrs): Geometry {
  return backend_util.computePool2DInfo(
    x as [number, number, number, number],
    filterSize as [number, number],
    strides as [number, number],
    1,
    pad,
    dimRoundingMode,
  );
}

export function poolWindow(g: Geometry): Window {
  return [g.batchSize, g.inHeight, g.inWidth, g.inChannels, g.outHeight, g.outWidth, ...taps(g)];
}

export function depthwiseWindow(g: Geometry): DepthwiseWindow {
  return [g.batchSize, g.inHeight, g.inWidth, g.inChannels, g.outChannels / g.inChannels, g.outHeight, g.outWidth, ...taps(g)];
}

function taps(g: Geometry): Taps {
  return [g.filterHeight, g.filterWidth, g.strideHeight, g.strideWidth, g.dilationHeight, g.dilationWidth, g.padInfo.top, g.padInfo.left];
}
