import { describe, expect, test } from 'vitest';
import type { KernelMap } from '../../../src/backend/kernel-map.ts';
import { counting, expectBlock, floats, run, type Block } from './check-values.ts';

const image = counting([1, 3, 4, 1]);
const filter = floats([1, 0, -1, 2, 1, 3], [2, 3, 1, 1]);
const attrs: KernelMap['Conv2D']['attrs'] = { strides: 1, pad: 'valid', dataFormat: 'NHWC', dilations: 1 };
const lopsided: KernelMap['Conv2D']['attrs']['pad'] = [
  [0, 0],
  [1, 0],
  [2, 1],
  [0, 0],
];

// TensorFlow 2.21, float64: tf.nn.conv2d(image, filter, strides, padding) and its tape.gradient with respect to
// both, for dy = 1, 2, 3, ... The first number by hand: 1*1 - 3*1 + 5*2 + 6*1 + 7*3 = 35.
const table = [
  ['valid', { ...attrs }, [2, 2], [35, 41, 59, 65], [1, 2, -1, -2, 5, 9, 2, 2, 6, 11, 13, 12], [44, 54, 64, 84, 94, 104]],
  [
    'same',
    { ...attrs, pad: 'same' },
    [3, 4],
    [21, 35, 41, 25, 33, 59, 65, 41, -10, -2, -2, 11],
    [2, 2, 2, -3, 11, 13, 19, 6, 27, 37, 43, 18],
    [480, 650, 480, 268, 348, 244],
  ],
  [
    'same, stride 2',
    { ...attrs, pad: 'same', strides: 2 },
    [2, 2],
    [35, 25, -2, 11],
    [1, 0, 1, 0, 2, 1, 7, 2, 3, 0, 1, 0],
    [78, 88, 36, 19, 22, 7],
  ],
  [
    'explicit, strides 1 and 2',
    { ...attrs, pad: lopsided, strides: [1, 2] },
    [3, 3],
    [3, 13, 10, 14, 35, 25, 22, 59, 41],
    [8, 2, 13, 3, 23, 5, 28, 6, 37, 8, 42, 9],
    [126, 154, 110, 249, 282, 213],
  ],
] as const satisfies readonly (readonly [string, KernelMap['Conv2D']['attrs'], ...unknown[]])[];

describe.each(table)('padding %s', (_, conv, size, results, imageGradient, filterGradient) => {
  const dy = counting([1, ...size, 1]);
  test('forward', () => expectBlock(run('Conv2D', { x: image, filter }, conv), floats(results, dy.shape)));
  test('gradient of the image', () => {
    const actual = run('Conv2DBackpropInput', { dy, filter }, { ...conv, inputShape: [1, 3, 4, 1] });
    expectBlock(actual, floats(imageGradient, image.shape));
  });
  test('gradient of the filter', () => {
    const actual = run('Conv2DBackpropFilter', { x: image, dy }, { ...conv, filterShape: [2, 3, 1, 1] });
    expectBlock(actual, floats(filterGradient, filter.shape));
  });
});

describe('Conv2D', () => {
  test('dilated', () => {
    // tf.nn.conv2d(image, filter, 1, [[0, 0], [1, 1], [1, 2], [0, 0]], dilations=2)
    const pad: typeof lopsided = [
      [0, 0],
      [1, 1],
      [1, 2],
      [0, 0],
    ];
    const actual = run('Conv2D', { x: image, filter }, { ...attrs, dilations: 2, pad });
    expectBlock(actual, floats([30, 17, 20, 42, 30, 34, -8, 5, 6], [1, 3, 3, 1]));
  });

  test('dilated along one axis', () => {
    // tf.nn.conv2d(image, filter, 1, 'VALID', dilations=[2, 1]); the first: 1*1 - 3*1 + 9*2 + 10*1 + 11*3 = 59
    expectBlock(run('Conv2D', { x: image, filter }, { ...attrs, dilations: [2, 1] }), floats([59, 65], [1, 1, 2, 1]));
  });

  test('a number pads all four sides', () => {
    const all: typeof lopsided = [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ];
    expectBlock(run('Conv2D', { x: image, filter }, { ...attrs, pad: 1 }), run('Conv2D', { x: image, filter }, { ...attrs, pad: all }));
  });

  test('mixes channels', () => {
    // tf.nn.conv2d(1..8 as [1, 2, 2, 2], 1..12 as [1, 2, 2, 3], 1, 'VALID'); the first: 1*1 + 2*4 + 3*7 + 4*10 = 70
    const actual = run('Conv2D', { x: counting([1, 2, 2, 2]), filter: counting([1, 2, 2, 3]) }, attrs);
    expectBlock(actual, floats([70, 80, 90, 158, 184, 210], [1, 2, 1, 3]));
  });

  test('images of a batch do not mix', () => {
    const one = counting([1, 3, 3, 2]);
    const two = floats([...one.values, ...one.values.map((v) => -v)], [2, 3, 3, 2]);
    const single = run('Conv2D', { x: one, filter: counting([2, 2, 2, 1]) }, attrs);
    const both = run('Conv2D', { x: two, filter: counting([2, 2, 2, 1]) }, attrs);
    expectBlock(both, floats([...single.values, ...single.values.map((v) => -v)], [2, 2, 2, 1]));
  });

  test('NaN reaches the windows that see it, times zero too', () => {
    const holed = floats([NaN, 1, 2], [1, 1, 3, 1]);
    expectBlock(run('Conv2D', { x: holed, filter: floats([0, 1], [1, 2, 1, 1]) }, attrs), floats([NaN, 2], [1, 1, 2, 1]));
  });

  test('no images, and a window larger than the image', () => {
    expectBlock(run('Conv2D', { x: floats([], [0, 3, 4, 1]), filter }, attrs), floats([], [0, 2, 2, 1]));
    expectBlock(run('Conv2D', { x: counting([1, 1, 4, 1]), filter }, attrs), floats([], [1, 0, 2, 1]));
    const none = run(
      'Conv2DBackpropFilter',
      { x: floats([], [0, 3, 4, 1]), dy: floats([], [0, 2, 2, 1]) },
      { ...attrs, filterShape: [2, 3, 1, 1] },
    );
    expectBlock(none, floats([0, 0, 0, 0, 0, 0], [2, 3, 1, 1]));
  });
});

function dot(a: Block, b: Block): number {
  expect(a.shape).toEqual(b.shape);
  return a.values.reduce((sum, v, i) => sum + v * b.values[i]!, 0);
}

/** Numbers without a pattern, from -1 to 1: multiples of the golden ratio, modulo 2. */
function scattered(shape: readonly number[], seed: number): Block {
  return floats(
    counting(shape).values.map((v) => ((v * seed * 1.618033988749895) % 2) - 1),
    shape,
  );
}

// TensorFlow has no such gradients on a CPU; <conv(x, f), dy> = <x, input gradient> = <f, filter gradient> defines them.
describe.each([
  ['valid', [1, 1], [2, 2]],
  ['same', [1, 2], [2, 1]],
  ['same', [3, 2], [1, 3]],
  [1, [2, 1], [2, 2]],
  [lopsided, [1, 3], [3, 2]],
] as const)('gradients are the adjoints: pad %j, strides %j, dilations %j', (pad, strides, dilations) => {
  const geometry = {
    ...attrs,
    pad: pad as typeof lopsided,
    strides: [...strides] as [number, number],
    dilations: [...dilations] as [number, number],
  };

  test('Conv2D', () => {
    const x = scattered([2, 7, 6, 2], 1);
    const f = scattered([3, 2, 2, 3], 2);
    const y = run('Conv2D', { x, filter: f }, geometry);
    const dy = scattered(y.shape, 3);
    const dx = run('Conv2DBackpropInput', { dy, filter: f }, { ...geometry, inputShape: [2, 7, 6, 2] });
    const df = run('Conv2DBackpropFilter', { x, dy }, { ...geometry, filterShape: [3, 2, 2, 3] });
    expect(dot(x, dx)).toBeCloseTo(dot(y, dy), 12);
    expect(dot(f, df)).toBeCloseTo(dot(y, dy), 12);
  });

  test('DepthwiseConv2dNative', () => {
    const x = scattered([2, 7, 6, 2], 1);
    const f = scattered([3, 2, 2, 3], 2);
    const y = run('DepthwiseConv2dNative', { x, filter: f }, geometry);
    const dy = scattered(y.shape, 3);
    const dx = run('DepthwiseConv2dNativeBackpropInput', { dy, filter: f }, { ...geometry, inputShape: [2, 7, 6, 2] });
    const df = run('DepthwiseConv2dNativeBackpropFilter', { x, dy }, { ...geometry, filterShape: [3, 2, 2, 3] });
    expect(dot(x, dx)).toBeCloseTo(dot(y, dy), 12);
    expect(dot(f, df)).toBeCloseTo(dot(y, dy), 12);
  });
});

describe('DepthwiseConv2dNative', () => {
  // TensorFlow 2.21: tf.nn.depthwise_conv2d(x, filter, 1, 'SAME') and its gradients for dy = 1, 2, ..., 16
  const x = counting([1, 2, 2, 2]);
  const depthwise = counting([1, 2, 2, 2]);
  const dy = counting([1, 2, 2, 4]);
  const same = { ...attrs, pad: 'same' } as const;

  test('forward', () => {
    const expected = floats([16, 20, 34, 40, 3, 6, 12, 16, 40, 52, 74, 88, 7, 14, 24, 32], dy.shape);
    expectBlock(run('DepthwiseConv2dNative', { x, filter: depthwise }, same), expected);
  });
  test('gradient of the image', () => {
    const actual = run('DepthwiseConv2dNativeBackpropInput', { dy, filter: depthwise }, { ...same, inputShape: [1, 2, 2, 2] });
    expectBlock(actual, floats([5, 25, 34, 106, 29, 81, 146, 282], x.shape));
  });
  test('gradient of the filter', () => {
    const actual = run('DepthwiseConv2dNativeBackpropFilter', { x, dy }, { ...same, filterShape: [1, 2, 2, 2] });
    expectBlock(actual, floats([152, 168, 220, 240, 66, 76, 100, 112], depthwise.shape));
  });
  test('no images', () =>
    expectBlock(run('DepthwiseConv2dNative', { x: floats([], [0, 2, 2, 2]), filter: depthwise }, same), floats([], [0, 2, 2, 4])));
});
