import fc from 'fast-check';
import { abs } from '../../../src/ops/elementwise/abs.ts';
import { add } from '../../../src/ops/elementwise/add.ts';
import { cast } from '../../../src/ops/elementwise/cast.ts';
import { ceil } from '../../../src/ops/elementwise/ceil.ts';
import { clip } from '../../../src/ops/elementwise/clip.ts';
import { div } from '../../../src/ops/elementwise/div.ts';
import { equal } from '../../../src/ops/elementwise/equal.ts';
import { floor } from '../../../src/ops/elementwise/floor.ts';
import { greaterEqual } from '../../../src/ops/elementwise/greater-equal.ts';
import { greater } from '../../../src/ops/elementwise/greater.ts';
import { isFinite } from '../../../src/ops/elementwise/is-finite.ts';
import { isInf } from '../../../src/ops/elementwise/is-inf.ts';
import { isNaN } from '../../../src/ops/elementwise/is-nan.ts';
import { lessEqual } from '../../../src/ops/elementwise/less-equal.ts';
import { less } from '../../../src/ops/elementwise/less.ts';
import { logicalAnd } from '../../../src/ops/elementwise/logical-and.ts';
import { logicalNot } from '../../../src/ops/elementwise/logical-not.ts';
import { logicalOr } from '../../../src/ops/elementwise/logical-or.ts';
import { maximum } from '../../../src/ops/elementwise/maximum.ts';
import { minimum } from '../../../src/ops/elementwise/minimum.ts';
import { mod } from '../../../src/ops/elementwise/mod.ts';
import { mul } from '../../../src/ops/elementwise/mul.ts';
import { neg } from '../../../src/ops/elementwise/neg.ts';
import { notEqual } from '../../../src/ops/elementwise/not-equal.ts';
import { pow } from '../../../src/ops/elementwise/pow.ts';
import { reciprocal } from '../../../src/ops/elementwise/reciprocal.ts';
import { round } from '../../../src/ops/elementwise/round.ts';
import { sign } from '../../../src/ops/elementwise/sign.ts';
import { square } from '../../../src/ops/elementwise/square.ts';
import { squaredDifference } from '../../../src/ops/elementwise/squared-difference.ts';
import { step } from '../../../src/ops/elementwise/step.ts';
import { sub } from '../../../src/ops/elementwise/sub.ts';
import { where } from '../../../src/ops/elementwise/where.ts';
import { anyReal, awayFrom, bools, distinct, ints, interval, positive } from '../../../src/testing/index.ts';
import { describeOp } from '../contract.ts';

describeOp(add, { a: anyReal, b: anyReal });
describeOp(sub, { a: anyReal, b: anyReal });
describeOp(mul, { a: anyReal, b: anyReal });
describeOp(div, { a: anyReal, b: awayFrom(0) });
describeOp(pow, { a: positive, b: anyReal });
// a / b stays between 2 and 3: at whole quotients it jumps, below 1 the divisor has no part in it.
describeOp(mod, { a: interval(5.2, 5.8), b: interval(2.1, 2.5) });
describeOp(squaredDifference, { a: anyReal, b: anyReal });
describeOp(maximum, { a: distinct, b: distinct });
describeOp(minimum, { a: distinct, b: distinct });
describeOp(where, { condition: bools, a: anyReal, b: anyReal });

describeOp(neg, { x: anyReal });
describeOp(abs, { x: awayFrom(0) });
describeOp(square, { x: anyReal });
describeOp(reciprocal, { x: awayFrom(0) });
describeOp(
  clip,
  { x: awayFrom(-1, 1) },
  {
    attrs: fc.constantFrom({}, { min: -1 }, { max: 1 }, { min: -1, max: 1 }),
    errors: [{ shapes: { x: [2] }, attrs: { min: 1, max: 0 }, message: 'clip: the range is empty: min 1, max 0. Give min <= max.' }],
  },
);
describeOp(cast, { x: anyReal }, { attrs: fc.constantFrom({ dtype: 'float32' as const }, { dtype: 'float64' as const }), name: 'cast' });
describeOp(
  (x, attrs: { dtype: 'int32' | 'bool' | 'float32' }) => cast(x, attrs),
  { x: ints(-3, 3) },
  {
    attrs: fc.constantFrom({ dtype: 'int32' as const }, { dtype: 'bool' as const }, { dtype: 'float32' as const }),
    name: 'cast of int32',
  },
);
describeOp(sign, { x: awayFrom(0) });
describeOp(step, { x: awayFrom(0) }, { attrs: fc.constantFrom({}, { alpha: 0.5 }) });
const betweenWholes = awayFrom(-4, -3, -2, -1, 0, 1, 2, 3, 4);
describeOp(floor, { x: betweenWholes });
describeOp(ceil, { x: betweenWholes });
describeOp(round, { x: awayFrom(-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5) });

describeOp(equal, { a: ints(0, 2), b: ints(0, 2) });
describeOp(notEqual, { a: ints(0, 2), b: ints(0, 2) });
describeOp(greater, { a: distinct, b: distinct });
describeOp(greaterEqual, { a: distinct, b: distinct });
describeOp(less, { a: distinct, b: distinct });
describeOp(lessEqual, { a: distinct, b: distinct });
describeOp(logicalAnd, { a: bools, b: bools });
describeOp(logicalOr, { a: bools, b: bools });
describeOp(logicalNot, { x: bools });
describeOp(isNaN, { x: anyReal });
describeOp(isFinite, { x: anyReal });
describeOp(isInf, { x: anyReal });
