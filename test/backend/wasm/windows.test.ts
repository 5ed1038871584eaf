import fc from 'fast-check';
import { describe, test } from 'vitest';
import { startWasm } from '../../../src/backend/wasm/start.ts';
import { outputImages, windowsOver, type WindowAttrs } from '../../../src/backend/reference/window.ts';
import type { KernelCase } from '../kernel-cases.ts';
import { checkRandomly, operand } from './arbitrary.ts';

const device = await startWasm();

interface Geometry {
  readonly x: readonly [number, number, number, number];
  readonly filter: readonly [number, number];
  readonly outputs: number;
  readonly attrs: WindowAttrs;
  readonly images: readonly [number, number, number];
}

const pair = (min: number, max: number): fc.Arbitrary<[number, number]> => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

/** Windows over small images with any stride, dilation and padding; pads smaller than a window, so that none is all padding. */
function geometries(dilated: boolean): fc.Arbitrary<Geometry> {
  return fc
    .record({
      batch: fc.nat(2),
      size: pair(1, 7),
      channels: fc.integer({ min: 1, max: 9 }),
      filter: pair(1, 3),
      outputs: fc.integer({ min: 1, max: 9 }),
      strides: pair(1, 3),
      dilations: dilated ? pair(1, 2) : fc.constant([1, 1] as [number, number]),
      kind: fc.constantFrom('same', 'valid', 'explicit'),
      before: pair(0, 2),
      after: pair(0, 2),
    })
    .map(({ batch, size, channels, filter, outputs, strides, dilations, kind, before, after }) => {
      const within = (pads: readonly number[], axis: 0 | 1): number => Math.min(pads[axis]!, filter[axis] - 1);
      const explicit = ([0, 1] as const).map((axis): [number, number] => [within(before, axis), within(after, axis)]);
      const pad = kind === 'explicit' ? ([[0, 0], ...explicit, [0, 0]] as [number, number][]) : kind;
      const x = [batch, ...size, channels] as const;
      const attrs = { strides, pad, dilations };
      return { x, filter, outputs, attrs, images: outputImages(windowsOver(x, filter, attrs)) };
    })
    .filter(({ images }) => images[1] > 0 && images[2] > 0);
}

describe('convolutions', () => {
  test('Conv2D', async () => {
    const cases = geometries(true).chain(({ x, filter, outputs, attrs }) =>
      fc.tuple(operand(x, 'float', { specials: true }), operand([...filter, x[3], outputs])).map(([image, weights]): KernelCase => ({
        kernel: 'Conv2D',
        title: 'random',
        inputs: { x: image, filter: weights },
        attrs: { ...attrs, dataFormat: 'NHWC' },
      })),
    );
    await checkRandomly(device, cases);
  });

  test('Conv2DBackpropInput', async () => {
    const cases = geometries(true).chain(({ x, filter, outputs, attrs, images }) =>
      fc.tuple(operand([...images, outputs]), operand([...filter, x[3], outputs])).map(([dy, weights]): KernelCase => ({
        kernel: 'Conv2DBackpropInput',
        title: 'random',
        inputs: { dy, filter: weights },
        attrs: { ...attrs, dataFormat: 'NHWC', inputShape: x },
      })),
    );
    await checkRandomly(device, cases);
  });

  test('Conv2DBackpropFilter', async () => {
    const cases = geometries(true).chain(({ x, filter, outputs, attrs, images }) =>
      fc.tuple(operand(x), operand([...images, outputs])).map(([image, dy]): KernelCase => ({
        kernel: 'Conv2DBackpropFilter',
        title: 'random',
        inputs: { x: image, dy },
        attrs: { ...attrs, dataFormat: 'NHWC', filterShape: [...filter, x[3], outputs] },
      })),
    );
    await checkRandomly(device, cases);
  });

  test('depthwise', async () => {
    const kernels = ['DepthwiseConv2dNative', 'DepthwiseConv2dNativeBackpropFilter', 'DepthwiseConv2dNativeBackpropInput'] as const;
    const cases = fc
      .tuple(fc.constantFrom(...kernels), geometries(true), fc.integer({ min: 1, max: 3 }))
      .chain(([kernel, { x, filter, attrs, images }, multiplier]) => {
        const filterShape = [...filter, x[3], multiplier];
        return fc
          .tuple(operand(x), operand(filterShape), operand([...images, x[3] * multiplier]))
          .map(([image, weights, dy]): KernelCase => {
            const given = { ...attrs, dataFormat: 'NHWC' };
            if (kernel === 'DepthwiseConv2dNative') return { kernel, title: 'random', inputs: { x: image, filter: weights }, attrs: given };
            if (kernel === 'DepthwiseConv2dNativeBackpropFilter')
              return { kernel, title: 'random', inputs: { x: image, dy }, attrs: { ...given, filterShape } };
            return { kernel, title: 'random', inputs: { dy, filter: weights }, attrs: { ...given, inputShape: x } };
          });
      });
    await checkRandomly(device, cases);
  });
});

describe('pooling', () => {
  test('MaxPool, MaxPoolWithIndices, AvgPool', async () => {
    const kernels = ['MaxPool', 'MaxPoolWithIndices', 'AvgPool'] as const;
    const cases = fc.tuple(fc.constantFrom(...kernels), geometries(false)).chain(([kernel, { x, filter, attrs }]) =>
      operand(x, 'float', { specials: true }).map((image): KernelCase => ({
        kernel,
        title: 'random',
        inputs: { x: image },
        attrs: { filterSize: filter, strides: attrs.strides, pad: attrs.pad },
      })),
    );
    await checkRandomly(device, cases);
  });

  test('AvgPoolGrad', async () => {
    const cases = geometries(false).chain(({ x, filter, attrs, images }) =>
      fc.tuple(operand([...images, x[3]]), operand(x)).map(([dy, input]): KernelCase => ({
        kernel: 'AvgPoolGrad',
        title: 'random',
        inputs: { dy, input },
        attrs: { filterSize: filter, strides: attrs.strides, pad: attrs.pad },
      })),
    );
    await checkRandomly(device, cases);
  });
});

describe('resizing', () => {
  for (const kernel of ['ResizeBilinear', 'ResizeBilinearGrad', 'ResizeNearestNeighbor', 'ResizeNearestNeighborGrad'] as const) {
    test(kernel, async () => {
      // Lengths that are powers of two: where a ratio is rounded, the nearest pixel is a matter of precision.
      const length = fc.constantFrom(1, 2, 4, 8);
      const cases = fc
        .tuple(
          fc.nat(2),
          fc.tuple(length, length),
          fc.integer({ min: 1, max: 5 }),
          fc.tuple(length, length),
          fc.constantFrom([false, false], [true, false], [false, true]),
        )
        .chain(([batch, from, channels, size, [alignCorners, halfPixelCenters]]) => {
          const images = operand([batch, ...from, channels]);
          const attrs = { alignCorners, halfPixelCenters, size };
          return fc.tuple(images, operand([batch, ...size, channels])).map(([image, dy]): KernelCase => ({
            kernel,
            title: 'random',
            inputs: kernel.endsWith('Grad') ? { images: image, dy } : { images: image },
            attrs,
          }));
        });
      await checkRandomly(device, cases);
    });
  }
});
