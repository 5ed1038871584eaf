import fc from 'fast-check';
import type { Shape } from '../../../src/core/shape.ts';
import { all } from '../../../src/ops/reduce/all.ts';
import { any } from '../../../src/ops/reduce/any.ts';
import { argMax } from '../../../src/ops/reduce/arg-max.ts';
import { argMin } from '../../../src/ops/reduce/arg-min.ts';
import { argSort } from '../../../src/ops/reduce/arg-sort.ts';
import { cumProd } from '../../../src/ops/reduce/cum-prod.ts';
import { cumSum, type CumulateAttrs } from '../../../src/ops/reduce/cum-sum.ts';
import { logSoftmax } from '../../../src/ops/reduce/log-softmax.ts';
import { logSumExp } from '../../../src/ops/reduce/log-sum-exp.ts';
import { max } from '../../../src/ops/reduce/max.ts';
import { mean } from '../../../src/ops/reduce/mean.ts';
import { min } from '../../../src/ops/reduce/min.ts';
import { norm } from '../../../src/ops/reduce/norm.ts';
import { prod } from '../../../src/ops/reduce/prod.ts';
import { softmax } from '../../../src/ops/reduce/softmax.ts';
import { sort } from '../../../src/ops/reduce/sort.ts';
import { std } from '../../../src/ops/reduce/std.ts';
import { sum, type ReduceAttrs } from '../../../src/ops/reduce/sum.ts';
import { topK, topKIndices } from '../../../src/ops/reduce/top-k.ts';
import { variance } from '../../../src/ops/reduce/variance.ts';
import { anyReal, axesOf, axisOf, awayFrom, bools, distinct, shapes, type ExpectedError } from '../../../src/testing/index.ts';
import { describeOp } from '../contract.ts';

interface OneShape {
  readonly x: Shape;
}

const filled = fc.record({ x: shapes({ minLength: 1, maxSize: 24 }) });
const filledRows = fc.record({ x: shapes({ minRank: 1, minLength: 1, maxSize: 24 }) });
const rows = fc.record({ x: shapes({ minRank: 1, maxSize: 24 }) });

/** No axes named, one, several or none of them, with and without keepDims. */
function reduceAttrs({ x }: OneShape): fc.Arbitrary<ReduceAttrs> {
  const axis = x.length === 0 ? axesOf(x) : fc.oneof(axesOf(x), axisOf(x));
  return fc.record({ axis, keepDims: fc.boolean() }, { requiredKeys: [] });
}

function oneAxis({ x }: OneShape): fc.Arbitrary<{ axis: number; keepDims?: boolean }> {
  return fc.record({ axis: axisOf(x), keepDims: fc.boolean() }, { requiredKeys: ['axis'] });
}

function alongAxis({ x }: OneShape): fc.Arbitrary<{ axis: number }> {
  return fc.record({ axis: axisOf(x) });
}

function cumulateAttrs({ x }: OneShape): fc.Arbitrary<CumulateAttrs> {
  return fc.record({ axis: axisOf(x), exclusive: fc.boolean(), reverse: fc.boolean() }, { requiredKeys: ['axis'] });
}

function noSuchAxis(op: string): ExpectedError<'x', { axis: number }>[] {
  return [
    {
      shapes: { x: [2, 3] },
      attrs: { axis: 2 },
      message: `${op}: no such axis: axis 2, rank 2. For this rank use an integer from -2 to 1.`,
    },
  ];
}

describeOp(sum, { x: anyReal }, { attrs: reduceAttrs, errors: noSuchAxis('sum') });
describeOp(mean, { x: anyReal }, { shapes: filled, attrs: reduceAttrs, errors: noSuchAxis('mean') });
describeOp(prod, { x: awayFrom(0) }, { attrs: reduceAttrs, errors: noSuchAxis('prod') });
const nothing = /: no elements to choose from: x \[2,0\], axis \[1\]\. Reduce along an axis that has elements\.$/;
describeOp(
  max,
  { x: distinct },
  { shapes: filled, attrs: reduceAttrs, errors: [...noSuchAxis('max'), { shapes: { x: [2, 0] }, attrs: { axis: 1 }, message: nothing }] },
);
describeOp(
  min,
  { x: distinct },
  { shapes: filled, attrs: reduceAttrs, errors: [...noSuchAxis('min'), { shapes: { x: [2, 0] }, attrs: { axis: 1 }, message: nothing }] },
);
describeOp(
  argMax,
  { x: distinct },
  {
    shapes: filledRows,
    attrs: (at) => fc.oneof(oneAxis(at), fc.constant({})),
    errors: [{ shapes: { x: [2, 0] }, attrs: { axis: 1 }, message: nothing }],
  },
);
describeOp(
  argMin,
  { x: distinct },
  {
    shapes: filledRows,
    attrs: (at) => fc.oneof(oneAxis(at), fc.constant({})),
    errors: [{ shapes: { x: [2, 0] }, attrs: { axis: 1 }, message: nothing }],
  },
);
// The spread of a single element is 0, a kink of the root: at least two.
const spread = fc.record({ x: shapes({ minRank: 1, minLength: 2, maxSize: 24 }) });
const spreadAttrs = ({ x }: OneShape) =>
  fc.record(
    {
      axis: fc.oneof(
        axisOf(x),
        axesOf(x).filter((axes) => axes.length > 0),
      ),
      keepDims: fc.boolean(),
      correction: fc.constantFrom(0, 1),
    },
    { requiredKeys: [] },
  );
describeOp(variance, { x: anyReal }, { shapes: spread, attrs: spreadAttrs });
describeOp(std, { x: distinct }, { shapes: spread, attrs: spreadAttrs });
describeOp(
  norm,
  { x: distinct },
  {
    attrs: (at) => fc.tuple(reduceAttrs(at), fc.constantFrom(1, 2, 3, 2.5, Infinity)).map(([attrs, ord]) => ({ ...attrs, ord })),
    errors: [
      {
        shapes: { x: [2] },
        attrs: { ord: -1 },
        message: 'norm: the order must be above 0: ord -1. Use 1, 2, Infinity or another positive number.',
      },
    ],
  },
);
describeOp(logSumExp, { x: anyReal }, { shapes: filled, attrs: reduceAttrs });
describeOp(any, { x: bools }, { attrs: reduceAttrs });
describeOp(all, { x: bools }, { attrs: reduceAttrs });

describeOp(cumSum, { x: anyReal }, { shapes: rows, attrs: cumulateAttrs, errors: noSuchAxis('cumSum') });
describeOp(cumProd, { x: anyReal }, { shapes: rows, attrs: cumulateAttrs, errors: noSuchAxis('cumProd') });
const sortAttrs = ({ x }: OneShape) => fc.record({ axis: axisOf(x), descending: fc.boolean() }, { requiredKeys: ['axis'] });
describeOp(argSort, { x: distinct }, { shapes: rows, attrs: sortAttrs });
describeOp(
  (x, attrs: { axis: number; descending?: boolean }) => sort(x, attrs),
  { x: distinct },
  { shapes: rows, attrs: sortAttrs, name: 'sort' },
);
const topKAttrs = ({ x }: OneShape) =>
  axisOf(x).chain((axis) =>
    fc.record(
      { axis: fc.constant(axis), k: fc.integer({ min: 0, max: x.at(axis)! }), largest: fc.boolean() },
      { requiredKeys: ['axis', 'k'] },
    ),
  );
describeOp(topKIndices, { x: distinct }, { shapes: rows, attrs: topKAttrs });
describeOp(
  (x, attrs: { k: number; axis: number }) => topK(x, attrs).values,
  { x: distinct },
  {
    shapes: rows,
    attrs: topKAttrs,
    name: 'topK',
    nan: false,
    exception: 'NaN counts as the largest: the smallest k leave it out',
  },
);

describeOp(softmax, { x: anyReal }, { shapes: rows, attrs: alongAxis, errors: noSuchAxis('softmax') });
describeOp(logSoftmax, { x: anyReal }, { shapes: rows, attrs: alongAxis, errors: noSuchAxis('logSoftmax') });
