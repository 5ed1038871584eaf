import type { PoolAttrs, Shape } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import fc from 'fast-check';
import { avgPoolGrad } from '../../../src/ops/conv/avg-pool-grad.ts';
import { pooledShape } from '../../../src/ops/conv/pool-window.ts';
import { describeOp } from '../contract.ts';
import { poolAttrs, poolShapes } from './window-cases.ts';

// The gradient's shape follows from the attributes: the case is drawn whole and handed over.
const made = new WeakMap<object, PoolAttrs>();
const cases = poolShapes
  .chain(({ x }) => poolAttrs({ x }).map((attrs) => ({ x, attrs })))
  .map(({ x, attrs }): { dy: Shape; x: Shape } => {
    const shapes = { dy: pooledShape('avgPool', x, attrs), x };
    made.set(shapes, attrs);
    return shapes;
  });

/** The image is there for its shape alone. */
const anyImage = { ...anyReal, dtype: 'int32' as const, name: 'any image' };

describeOp(avgPoolGrad, { dy: anyReal, x: anyImage }, { shapes: cases, attrs: (shapes) => fc.constant(made.get(shapes)!) });
