import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, split, tensor, type SplitAttrs, type Tensor } from 'megagrad';
import { anyReal, axisOf, shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

describeOp(
  (x: Tensor, attrs: SplitAttrs) => split(x, attrs),
  { x: anyReal },
  {
    name: 'split',
    shapes: shapes({ minRank: 1, maxRank: 3 }).map((x) => ({ x })),
    attrs: ({ x }) =>
      axisOf(x).chain((axis) => fc.nat(x.at(axis)!).map((first): SplitAttrs => ({ parts: [first, x.at(axis)! - first], axis }))),
    errors: [
      {
        shapes: { x: [5] },
        attrs: { parts: 2 },
        message: 'split: the parts do not make up the axis: x [5], axis 0, parts 2. Give a divisor of 5, or lengths that add up to it.',
      },
      {
        shapes: { x: [5] },
        attrs: { parts: [1, 2] },
        message: 'split: the parts do not make up the axis: x [5], axis 0, parts [1,2]. Give a divisor of 5, or lengths that add up to it.',
      },
      { shapes: { x: [5] }, attrs: { parts: 0 }, message: /do not make up the axis/ },
    ],
  },
);

test('concat joins what split took apart', () => {
  const x = tensor([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]);
  const halves = split(x, { parts: 2, axis: 1 });
  expect(halves.map((half) => half.toArray())).toEqual([
    [
      [1, 2],
      [5, 6],
    ],
    [
      [3, 4],
      [7, 8],
    ],
  ]);
  expect(concat(halves, 1).toArray()).toEqual(x.toArray());
  expect(split(x, [1, 1]).map((row) => row.shape)).toEqual([
    [1, 4],
    [1, 4],
  ]);
});
