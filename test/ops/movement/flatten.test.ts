import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flatten, tensor, zeros } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

describeOp(
  flatten,
  { x: anyReal },
  {
    attrs: ({ x }) =>
      x.length === 0
        ? fc.constant({})
        : fc
            .tuple(fc.nat(x.length - 1), fc.nat(x.length - 1))
            .map(([a, b]) => ({ startAxis: Math.min(a, b), endAxis: Math.max(a, b) - x.length })),
    errors: [
      {
        shapes: { x: [2, 3] },
        attrs: { startAxis: 1, endAxis: 0 },
        message: 'flatten: the last axis comes before the first: x [2,3], startAxis 1, endAxis 0. Swap them.',
      },
    ],
  },
);

test('from an axis on', () => {
  expect(flatten(zeros([2, 3, 4]), 1).shape).toEqual([2, 12]);
  expect(flatten(zeros([2, 3, 4]), { endAxis: 1 }).shape).toEqual([6, 4]);
  expect(flatten(tensor(5)).toArray()).toEqual([5]);
});
