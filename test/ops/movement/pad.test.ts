import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pad, tensor, type PadAttrs } from 'megagrad';
import { anyReal, shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

function paddings(rank: number, max: number): fc.Arbitrary<[number, number][]> {
  return fc.array(fc.tuple(fc.nat(max), fc.nat(max)), { minLength: rank, maxLength: rank });
}

describeOp(
  pad,
  { x: anyReal },
  {
    attrs: ({ x }) => fc.record({ paddings: paddings(x.length, 2), value: fc.constantFrom(0, -1.5) }),
    errors: [
      {
        shapes: { x: [2, 3] },
        attrs: { paddings: [[1, 1]] },
        message:
          'pad: paddings must be a pair of whole numbers for each axis: x [2,3], paddings [[1,1]]. Give [0, 0] for an axis that stays.',
      },
      { shapes: { x: [2] }, attrs: { paddings: [[-1, 1]] }, message: /must be a pair of whole numbers/ },
      {
        shapes: { x: [0] },
        attrs: { paddings: [[1, 0]], mode: 'edge' },
        message: "pad: an empty axis has no elements for mode 'edge': x [0], paddings [[1,0]]. Use mode 'constant'.",
      },
    ],
  },
);

describe.each(['reflect', 'edge'] as const)('%s', (mode) => {
  describeOp(
    (x, attrs: PadAttrs) => pad(x, attrs),
    { x: anyReal },
    {
      name: `pad ${mode}`,
      shapes: shapes({ minLength: 1, maxRank: 3 }).map((x) => ({ x })),
      attrs: ({ x }) => paddings(x.length, 4).map((pairs): PadAttrs => ({ paddings: pairs, mode })),
    },
  );
});

const matrix = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

// numpy 2.4: np.pad(x, paddings, mode), for 'constant' with constant_values=9
const byNumpy: readonly (readonly [attrs: PadAttrs, expected: number[][]])[] = [
  [
    {
      paddings: [
        [1, 0],
        [0, 2],
      ],
      value: 9,
    },
    [
      [9, 9, 9, 9, 9],
      [1, 2, 3, 9, 9],
      [4, 5, 6, 9, 9],
    ],
  ],
  [
    {
      paddings: [
        [1, 1],
        [2, 0],
      ],
      mode: 'reflect',
    },
    [
      [6, 5, 4, 5, 6],
      [3, 2, 1, 2, 3],
      [6, 5, 4, 5, 6],
      [3, 2, 1, 2, 3],
    ],
  ],
  [
    {
      paddings: [
        [1, 0],
        [0, 2],
      ],
      mode: 'edge',
    },
    [
      [1, 2, 3, 3, 3],
      [1, 2, 3, 3, 3],
      [4, 5, 6, 6, 6],
    ],
  ],
];

test.each(byNumpy)('pad with %j', (attrs, expected) => {
  expect(pad(matrix, attrs).toArray()).toEqual(expected);
});

test('reflect: the paddings may be longer than the axis', () => {
  // numpy 2.4: np.pad([1, 2, 3], (5, 4), 'reflect')
  expect(pad(tensor([1, 2, 3]), { paddings: [[5, 4]], mode: 'reflect' }).toArray()).toEqual([2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3]);
});
