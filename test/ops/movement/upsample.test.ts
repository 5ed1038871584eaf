import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tensor, upsample } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

const length = fc.integer({ min: 1, max: 3 });
const images = fc.tuple(fc.integer({ min: 1, max: 2 }), length, length, fc.integer({ min: 1, max: 2 })).map((x) => ({ x }));
const scale = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })));

describe.each(['nearest', 'bilinear'] as const)('%s', (mode) => {
  describeOp(
    upsample,
    { x: anyReal },
    {
      name: `upsample ${mode}`,
      shapes: images,
      attrs: scale.map((factors) => ({ scale: factors, mode })),
      // Where a center falls on a pixel, wasm adds 0 times its neighbor: NaN there comes out here too.
      ...(mode === 'bilinear' ? { nan: false, exception: 'a neighbor of weight 0 hands NaN on, on some devices' } : {}),
      errors: [
        {
          shapes: { x: [2, 2] },
          attrs: { scale: 2 },
          message: 'upsample: x must be images [N,H,W,C]: x [2,2]. Add the missing axes with expandDims.',
        },
        {
          shapes: { x: [1, 2, 2, 1] },
          attrs: { scale: 0.5 },
          message: 'upsample: scale must be whole numbers from 1: scale [0.5,0.5]. Give one factor, or one each for height and width.',
        },
      ],
    },
  );
});

test('nearest copies pixels', () => {
  const x = tensor([1, 2, 3, 4]).reshape([1, 2, 2, 1]);
  expect(upsample(x, [1, 2]).reshape([2, 4]).toArray()).toEqual([
    [1, 1, 2, 2],
    [3, 3, 4, 4],
  ]);
});

test('bilinear: pixel centers lie at halves, the border repeats', () => {
  // Centers of the result at -0.25, 0.25, 0.75, 1.25 of the source: clamped, 1/4 of the way, 3/4 of the way, clamped.
  const x = tensor([0, 4]).reshape([1, 1, 2, 1]);
  expect(
    upsample(x, { scale: [1, 2], mode: 'bilinear' })
      .reshape([4])
      .toArray(),
  ).toEqual([0, 1, 3, 4]);
});
