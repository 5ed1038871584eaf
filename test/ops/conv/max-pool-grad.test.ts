import fc from 'fast-check';
import { maxPoolGrad } from '../../../src/ops/conv/max-pool-grad.ts';
import { sizeOf } from '../../../src/core/shape.ts';
import { anyReal, ints } from 'megagrad/testing';
import { describeOp } from '../contract.ts';
import { poolShapes } from './window-cases.ts';

describeOp(
  maxPoolGrad,
  { dy: anyReal, argmax: ({ attrs }) => ints(0, sizeOf(attrs.shape) - 1) },
  {
    shapes: poolShapes.map(({ x }) => ({ dy: x, argmax: x })),
    attrs: ({ dy }) =>
      fc
        .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
        .map(([height, width]) => ({ shape: [Math.max(1, dy[0]!), height, width, 2] })),
  },
);
