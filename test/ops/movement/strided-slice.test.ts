import fc from 'fast-check';
import { expect, test } from 'vitest';
import { range, reshape, stridedSlice, tensor, type StridedSliceAttrs } from 'megagrad';
import { anyReal, shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

const place = fc.option(fc.integer({ min: -6, max: 6 }));
const stride = fc.integer({ min: 1, max: 3 }).chain((step) => fc.constantFrom(step, -step));

describeOp(
  stridedSlice,
  { x: anyReal },
  {
    shapes: shapes({ minRank: 1, maxRank: 3, maxLength: 6 }).map((x) => ({ x })),
    attrs: ({ x }) =>
      fc
        .array(fc.tuple(place, place, stride), { maxLength: x.length })
        .map((axes) => ({ begin: axes.map(([begin]) => begin), end: axes.map(([, end]) => end), strides: axes.map(([, , step]) => step) })),
    errors: [
      {
        shapes: { x: [3] },
        attrs: { begin: [null], strides: [0] },
        message:
          'stridedSlice: strides must be whole and not 0, and no more axes named than there are: x [3], begin [null], end [], strides [0]. Leave out the axes that stay.',
      },
      { shapes: { x: [3] }, attrs: { begin: [0, 0] }, message: /no more axes named than there are/ },
    ],
  },
);

const cube = reshape(range(24), [2, 3, 4]);
const all = null;

test.each<[string, StridedSliceAttrs, unknown]>([
  // numpy 2.4, x = np.arange(24).reshape(2, 3, 4)
  [
    'x[:, ::2, 3:0:-2]',
    { begin: [all, all, 3], end: [all, all, 0], strides: [1, 2, -2] },
    [
      [
        [3, 1],
        [11, 9],
      ],
      [
        [15, 13],
        [23, 21],
      ],
    ],
  ],
  [
    'x[1:, -2:, ::3]',
    { begin: [1, -2], strides: [1, 1, 3] },
    [
      [
        [16, 19],
        [20, 23],
      ],
    ],
  ],
])('%s', (_, attrs, expected) => {
  expect(stridedSlice(cube, attrs).toArray()).toEqual(expected);
});

test('places outside are cut, as in Python', () => {
  const x = tensor([1, 2, 3]);
  expect(stridedSlice(x, { begin: [-100], end: [100] }).toArray()).toEqual([1, 2, 3]);
  expect(stridedSlice(x, { begin: [100], end: [-100], strides: [-1] }).toArray()).toEqual([3, 2, 1]);
  expect(stridedSlice(x, { begin: [2], end: [1] }).shape).toEqual([0]);
});
