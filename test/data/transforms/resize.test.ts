import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Generator } from '../../../src/core/random.ts';
import { centerCrop, hostArray, resize, type HostArray } from '../../../src/data/index.ts';

const generator = new Generator(0);

/** [5, 7, 1]: (7 i^2 + 3 j^2 + 5 i j) mod 11. */
const image = hostArray(
  Float64Array.from({ length: 35 }, (_, at) => {
    const [i, j] = [Math.floor(at / 7), at % 7];
    return (7 * i * i + 3 * j * j + 5 * i * j) % 11;
  }),
  [5, 7, 1],
);

// torch 2.15.0: F.interpolate(image, size=..., mode='bilinear', antialias=True, align_corners=False)
const published: readonly (readonly [size: readonly [number, number], values: readonly number[]])[] = [
  [
    [2, 2],
    [4.8932346723, 6.7885835095, 5.4513742072, 6.0792811839],
  ],
  [
    [3, 4],
    [
      3.2108843537, 3.9428571429, 6.3085714286, 7.1088435374, 6.4285714286, 5.9333333333, 6.8533333333, 7.6243386243, 4.2585034014,
      5.5142857143, 4.9885714286, 6.1360544218,
    ],
  ],
  [
    [5, 3],
    [
      1.5, 3.9411764706, 7.9285714286, 5.7142857143, 6.5294117647, 6.0714285714, 6.6428571429, 6.9411764706, 8.7857142857, 5.8571428571,
      4.5294117647, 5.8571428571, 4.1428571429, 5.1176470588, 5.9285714286,
    ],
  ],
  // Rows are enlarged, columns shrunk.
  [
    [8, 4],
    [
      1.3333333333, 2.52, 5.28, 8.7619047619, 3.25, 3.9725, 6.33, 7.0744047619, 5.7827380952, 5.8775, 7.66, 5.1785714286, 6.4672619048,
      6.2525, 7.46, 7.9166666667, 6.6160714286, 5.915, 6.5475, 8.318452381, 6.2291666667, 4.865, 4.9225, 6.3839285714, 4.2886904762, 5.5025,
      4.985, 6.1369047619, 2.8095238095, 6.08, 5.16, 6.0952380952,
    ],
  ],
];

/** Red grows with the rows, green with the columns. */
function plane(height: number, width: number): HostArray<Float32Array> {
  return hostArray(
    Float32Array.from({ length: height * width * 2 }, (_, at) => (at % 2 === 0 ? Math.floor(at / 2 / width) : Math.floor(at / 2) % width)),
    [height, width, 2],
  );
}

describe('resize', () => {
  test.each(published)('to %j gives the numbers of PyTorch', (size, values) => {
    const { data, shape } = resize({ size })(image, generator);
    expect(shape).toEqual([...size, 1]);
    values.forEach((value, i) => expect(data[i]).toBeCloseTo(value, 9));
  });

  test('a number is the shorter side', () => {
    expect(resize({ size: 10 })(image, generator).shape).toEqual([10, 14, 1]);
    expect(resize({ size: 3 })(plane(7, 5), generator).shape).toEqual([4, 3, 2]);
    expect(resize({ size: 4 })(plane(6, 6), generator).shape).toEqual([4, 4, 2]);
  });

  test('leaves an image of that size as it is, keeps constants, and the mean of what is halved', () => {
    expect(resize({ size: [5, 7] })(image, generator).data).toEqual(image.data);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 4, maxLength: 4 }), ([height, width, rows, columns]) => {
        const gray = hostArray(new Float64Array(height! * width!).fill(0.3), [height!, width!, 1]);
        const { data } = resize({ size: [rows!, columns!] })(gray, generator);
        expect(data.length).toBe(rows! * columns!);
        for (const value of data) expect(value).toBeCloseTo(0.3, 12);
      }),
    );
  });

  test('a plane stays one: away from the border each pixel says where its center was', () => {
    const { data } = resize({ size: [10, 16] })(plane(40, 40), generator);
    for (let i = 1; i < 9; i++) {
      for (let j = 1; j < 15; j++) {
        expect(data[(i * 16 + j) * 2]).toBeCloseTo((i + 0.5) * 4 - 0.5, 4);
        // At 2.5 the triangle covers its pixels unevenly.
        expect(Math.abs(data[(i * 16 + j) * 2 + 1]! - ((j + 0.5) * 2.5 - 0.5))).toBeLessThan(0.02);
      }
    }
  });

  test('wants whole pixels, and an image', () => {
    expect(() => resize({ size: [3, 2.5] })).toThrow('resize: size must be pixels, whole numbers from 1, got 3 x 2.5.');
    expect(() => resize({ size: 0 })).toThrow('resize: size must be pixels, whole numbers from 1, got 0.');
    expect(() => resize({ size: 2 })(hostArray(new Float32Array(4), [4]), generator)).toThrow(
      'resize: must have shape [height,width,channels]',
    );
  });
});

describe('centerCrop', () => {
  test('cuts out the middle', () => {
    const { data, shape } = centerCrop({ size: [2, 3] })(plane(5, 7), generator);
    expect(shape).toEqual([2, 3, 2]);
    // Rows 1 and 2 of 0 to 4, columns 2 to 4 of 0 to 6.
    expect([...data]).toEqual([1, 2, 1, 3, 1, 4, 2, 2, 2, 3, 2, 4]);
  });

  test('a number is both sides; all of an image is the image', () => {
    expect(centerCrop({ size: 4 })(plane(5, 7), generator).shape).toEqual([4, 4, 2]);
    const x = plane(3, 3);
    expect(centerCrop({ size: 3 })(x, generator).data).toEqual(x.data);
  });

  test('a smaller image is refused', () => {
    expect(() => centerCrop({ size: 4 })(plane(5, 3), generator)).toThrow(
      'centerCrop: the image is too small: x [5,3,2], size 4 x 4. Use resize() before.',
    );
  });
});
