import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../core/shape.ts';
import type { ConvKernel } from '../kernel-families.ts';
import type { Heap } from './heap.ts';
import type { WasmKernels } from './kernel-type.ts';
import { openProduct } from './product.ts';
import { asFloat } from './unary.ts';
import { convGeometry, type Geometry } from './window.ts';

/**
 * Convolutions over [batch, height, width, channels] as matrix products whose left operand, the patches, is read in place.
 *
 * tfjs has no filter gradient, an input gradient that takes 20 times a forward pass, and a forward pass of XNNPACK's that
 * takes 1.3 to 2 times this one.
 */
export const convKernels: WasmKernels<ConvKernel> = {
  Conv2D: (heap, { x, filter }, attrs) => {
    const geometry = convGeometry(x.shape, filter.shape, attrs);
    const { outShape, outChannels: n } = geometry;
    const [floats, weights] = [asFloat(heap, x), asFloat(heap, filter)];
    const k = sizeOf(filter.shape) / n;
    if (k === 0 || sizeOf(outShape) === 0) return heap.zeros(outShape, 'float32');
    const padded = padInput(heap, floats, geometry);
    const output = heap.make(outShape, 'float32');
    const product = openProduct(heap, sizeOf(outShape) / n, k);
    fillPositions(product.rows, geometry, padded);
    fillTaps(product.columns, geometry, padded);
    product.run({
      left: heap.offset(padded),
      right: heap.offset(weights),
      rightRow: 4 * n,
      rightColumn: 4,
      output: heap.offset(output),
      n,
    });
    return output;
  },

  Conv2DBackpropFilter: (heap, { x, dy }, { filterShape, ...attrs }) => {
    const geometry = convGeometry(x.shape, filterShape, attrs);
    const n = geometry.outChannels;
    if (sizeOf(dy.shape) === 0 || sizeOf(filterShape) === 0) return heap.zeros(filterShape, 'float32');
    const padded = padInput(heap, asFloat(heap, x), geometry);
    const output = heap.make(filterShape, 'float32');
    const product = openProduct(heap, sizeOf(filterShape) / n, sizeOf(dy.shape) / n);
    fillTaps(product.rows, geometry, padded);
    fillPositions(product.columns, geometry, padded);
    product.run({ left: heap.offset(padded), right: heap.offset(dy), rightRow: 4 * n, rightColumn: 4, output: heap.offset(output), n });
    return output;
  },

  Conv2DBackpropInput: (heap, { dy, filter }, { inputShape, ...attrs }) =>
    inputGradient(heap, dy, filter, convGeometry(inputShape, filter.shape, attrs)),
};

/** x with zeros around it, so that every tap of every window lies inside. */
function padInput(heap: Heap, x: TensorInfo, { padInfo }: Geometry): TensorInfo {
  return pad(heap, x, padInfo.top, padInfo.bottom, padInfo.left, padInfo.right);
}

function pad(heap: Heap, x: TensorInfo, top: number, bottom: number, left: number, right: number): TensorInfo {
  if (top <= 0 && bottom <= 0 && left <= 0 && right <= 0) return x;
  const paddings = [
    [0, 0],
    [top, Math.max(bottom, 0)],
    [left, Math.max(right, 0)],
    [0, 0],
  ];
  return heap.run('PadV2', { x }, { paddings, constantValue: 0 });
}

/** Where each window starts in the padded input. */
function fillPositions(
  table: Int32Array,
  { batchSize, outHeight, outWidth, strideHeight, strideWidth }: Geometry,
  padded: TensorInfo,
): void {
  const [, height, width, channels] = padded.shape as [number, number, number, number];
  let at = 0;
  for (let n = 0; n < batchSize; n++) {
    for (let h = 0; h < outHeight; h++) {
      const row = (n * height + h * strideHeight) * width;
      for (let w = 0; w < outWidth; w++) table[at++] = 4 * channels * (row + w * strideWidth);
    }
  }
}

/** Where each element of a window lies from the window's start, in the order of the filter's axes. */
function fillTaps(table: Int32Array, { filterHeight, filterWidth, dilationHeight, dilationWidth }: Geometry, padded: TensorInfo): void {
  const [, , width, channels] = padded.shape as [number, number, number, number];
  let at = 0;
  for (let h = 0; h < filterHeight; h++) {
    for (let w = 0; w < filterWidth; w++) {
      const start = (h * dilationHeight * width + w * dilationWidth) * channels;
      for (let c = 0; c < channels; c++) table[at++] = 4 * (start + c);
    }
  }
}

/** The taps along one axis that reach input positions of one phase, and those positions. */
interface Phase {
  /** Input positions i with (i + pad) mod stride = phase. */
  readonly positions: readonly number[];
  /** For each position the output that its tap at distance 0 comes from. */
  readonly outputs: readonly number[];
  /** Indices into the filter. */
  readonly taps: readonly number[];
  /** For each tap how many outputs before: y = x + pad - tap * dilation, divided by the stride. */
  readonly distances: readonly number[];
}

/**
 * Input position i gets tap t from output (i + pad - t * dilation) / stride where that is whole: taps and positions fall into
 * `stride` phases per axis that have nothing to do with each other.
 */
function phasesOf(length: number, taps: number, stride: number, dilation: number, before: number): Phase[] {
  return Array.from({ length: stride }, (_, phase) => {
    const positions = range(length).filter((i) => (i + before) % stride === phase);
    const reaching = range(taps).filter((t) => (t * dilation) % stride === phase);
    return {
      positions,
      outputs: positions.map((i) => Math.floor((i + before) / stride)),
      taps: reaching,
      distances: reaching.map((t) => Math.floor((t * dilation) / stride)),
    };
  }).filter(({ positions }) => positions.length > 0);
}

function range(length: number): number[] {
  return [...new Array<number>(length).keys()];
}

function inputGradient(heap: Heap, dy: TensorInfo, filter: TensorInfo, geometry: Geometry): TensorInfo {
  const { inShape, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, padInfo } = geometry;
  const output = heap.zeros(inShape, 'float32');
  if (sizeOf(dy.shape) === 0 || sizeOf(inShape) === 0) return output;
  // Room for outputs that do not exist: before the first for the farthest tap, after the last for the last position.
  const above = Math.floor(((filterHeight - 1) * geometry.dilationHeight) / geometry.strideHeight);
  const beside = Math.floor(((filterWidth - 1) * geometry.dilationWidth) / geometry.strideWidth);
  const below = Math.floor((inHeight - 1 + padInfo.top) / geometry.strideHeight) - outHeight + 1;
  const behind = Math.floor((inWidth - 1 + padInfo.left) / geometry.strideWidth) - outWidth + 1;
  const padded = pad(heap, asFloat(heap, dy), above, below, beside, behind);
  const rows = phasesOf(inHeight, filterHeight, geometry.strideHeight, geometry.dilationHeight, padInfo.top);
  const columns = phasesOf(inWidth, filterWidth, geometry.strideWidth, geometry.dilationWidth, padInfo.left);
  const weights = heap.make([filterHeight * filterWidth * geometry.outChannels * inChannels], 'float32');
  for (const row of rows) {
    for (const column of columns) {
      if (row.taps.length > 0 && column.taps.length > 0)
        addPhase(heap, padded, filter, geometry, row, column, above, beside, weights, output);
    }
  }
  return output;
}

function addPhase(
  heap: Heap,
  dy: TensorInfo,
  filter: TensorInfo,
  { batchSize, inHeight, inWidth, inChannels, outChannels, filterWidth }: Geometry,
  rows: Phase,
  columns: Phase,
  above: number,
  beside: number,
  weights: TensorInfo,
  output: TensorInfo,
): void {
  const [, height, width] = dy.shape as [number, number, number];
  const m = batchSize * rows.positions.length * columns.positions.length;
  const k = rows.taps.length * columns.taps.length * outChannels;
  const product = openProduct(heap, m, k, false);
  const [from, to] = [heap.floats(filter), heap.floats(weights)];
  let at = 0;
  let term = 0;
  rows.taps.forEach((h, i) =>
    columns.taps.forEach((w, j) => {
      const start = ((above - rows.distances[i]!) * width + beside - columns.distances[j]!) * outChannels;
      const tap = (h * filterWidth + w) * inChannels * outChannels;
      for (let o = 0; o < outChannels; o++) {
        product.columns[term++] = 4 * (start + o);
        for (let c = 0; c < inChannels; c++) to[at++] = from[tap + c * outChannels + o]!;
      }
    }),
  );
  let row = 0;
  for (let n = 0; n < batchSize; n++) {
    for (let i = 0; i < rows.positions.length; i++) {
      const source = (n * height + rows.outputs[i]!) * width;
      const target = (n * inHeight + rows.positions[i]!) * inWidth;
      for (let j = 0; j < columns.positions.length; j++) {
        product.rows[row] = 4 * outChannels * (source + columns.outputs[j]!);
        product.into[row++] = 4 * inChannels * (target + columns.positions[j]!);
      }
    }
  }
  product.run({
    left: heap.offset(dy),
    right: heap.offset(weights),
    rightRow: 4 * inChannels,
    rightColumn: 4,
    output: heap.offset(output),
    n: inChannels,
  });
}
