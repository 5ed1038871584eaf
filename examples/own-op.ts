/** An op of your own and its proof: `npx tsx examples/own-op.ts`. See docs/your-own-op.md. */
import fc from 'fast-check';
import { defineOp, div, expandDims, kernel, mul, type Op, type Shape } from 'megagrad';
import { anyReal, checkOp, OpCheckError, shapes } from 'megagrad/testing';

/** The mean square along the last axis, with what its gradient divides by given. */
function powerDividingBy(count: (shape: Shape) => number): Op<['x']> {
  return defineOp({
    name: 'power',
    inputs: ['x'],
    promotes: 'float',
    outShape: ({ x }) => x.shape.slice(0, -1),
    forward: ({ x }) => kernel('Mean', { x: kernel('Square', { x }) }, { axis: x.shape.length - 1, keepDims: false }),
    // dy = 2 x / n dx
    vjp: (saving) => ({
      x: saving(['x'], (g, { x }) => mul(expandDims(g, -1), div(mul(x, 2), count(x.shape)))),
    }),
  });
}

const power = powerDividingBy((shape) => shape.at(-1)!);
const mistaken = powerDividingBy((shape) => shape.reduce((size, length) => size * length, 1));

const options = { shapes: fc.record({ x: shapes({ minRank: 1, minLength: 1 }) }), seed: 1 };
const { op, cases } = await checkOp(power, { x: anyReal }, options);
console.log(`${op} keeps its contract in ${cases} cases.`);

try {
  await checkOp(mistaken, { x: anyReal }, options);
} catch (error) {
  if (!(error instanceof OpCheckError)) throw error;
  console.log(error.message);
}
