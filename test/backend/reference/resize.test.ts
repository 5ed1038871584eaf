import { describe, test } from 'vitest';
import { counting, expectBlock, floats, run } from './check-values.ts';

const images = floats([1, 2, 4, 8], [1, 2, 2, 1]);
const dy = counting([1, 3, 4, 1]);
const third = 1 / 3;

// TensorFlow 2.21: tf.raw_ops.ResizeBilinear and ResizeNearestNeighbor(images, [3, 4], align_corners, half_pixel_centers),
// and their gradients for dy = 1, 2, ..., 12; the repeating decimals of its float32 as fractions.
const table = [
  [
    'plain',
    { alignCorners: false, halfPixelCenters: false },
    { bilinear: [1, 1.5, 2, 2, 3, 4.5, 6, 6, 4, 6, 8, 8], nearest: [1, 1, 2, 2, 1, 1, 2, 2, 4, 4, 8, 8] },
    { bilinear: [4 + 2 * third, 14, 19 + third, 40], nearest: [14, 22, 19, 23] },
  ],
  [
    'alignCorners',
    { alignCorners: true, halfPixelCenters: false },
    {
      bilinear: [1, 1 + third, 1 + 2 * third, 2, 2.5, 3 + third, 4 + third / 2, 5, 4, 5 + third, 6 + 2 * third, 8],
      nearest: [1, 1, 2, 2, 4, 4, 8, 8, 4, 4, 8, 8],
    },
    { bilinear: [9, 14, 25, 30], nearest: [3, 7, 30, 38] },
  ],
  [
    'halfPixelCenters',
    { alignCorners: false, halfPixelCenters: true },
    { bilinear: [1, 1.25, 1.75, 2, 2.5, 3.125, 4.375, 5, 4, 5, 7, 8], nearest: [1, 1, 2, 2, 4, 4, 8, 8, 4, 4, 8, 8] },
    { bilinear: [8.875, 14.125, 24.875, 30.125], nearest: [3, 7, 30, 38] },
  ],
] as const;

describe.each(table)('%s', (_, corners, results, gradients) => {
  const attrs = { ...corners, size: [3, 4] as [number, number] };
  test('ResizeBilinear', () => expectBlock(run('ResizeBilinear', { images }, attrs), floats(results.bilinear, dy.shape)));
  test('ResizeBilinearGrad', () => expectBlock(run('ResizeBilinearGrad', { images, dy }, attrs), floats(gradients.bilinear, images.shape)));
  test('ResizeNearestNeighbor', () => expectBlock(run('ResizeNearestNeighbor', { images }, attrs), floats(results.nearest, dy.shape)));
  test('ResizeNearestNeighborGrad', () => {
    expectBlock(run('ResizeNearestNeighborGrad', { images, dy }, attrs), floats(gradients.nearest, images.shape));
  });
});

describe('resizing', () => {
  const attrs = { alignCorners: false, halfPixelCenters: false };
  test('to the same size changes nothing', () => {
    expectBlock(run('ResizeBilinear', { images }, { ...attrs, size: [2, 2] }), images);
    expectBlock(run('ResizeNearestNeighbor', { images }, { ...attrs, size: [2, 2] }), images);
  });
  test('keeps images and channels apart', () => {
    const two = counting([2, 1, 1, 2]);
    expectBlock(run('ResizeBilinear', { images: two }, { ...attrs, size: [1, 2] }), floats([1, 2, 1, 2, 3, 4, 3, 4], [2, 1, 2, 2]));
  });
  test('NaN reaches what is mixed of it', () => {
    const holed = floats([NaN, 1, 2], [1, 1, 3, 1]);
    expectBlock(run('ResizeBilinear', { images: holed }, { ...attrs, size: [1, 6] }), floats([NaN, NaN, 1, 1.5, 2, 2], [1, 1, 6, 1]));
  });
  test('no images', () =>
    expectBlock(run('ResizeBilinear', { images: floats([], [0, 2, 2, 1]) }, { ...attrs, size: [3, 3] }), floats([], [0, 3, 3, 1])));
});
