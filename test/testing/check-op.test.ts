import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kernel } from '../../src/backend/kernel.ts';
import { device } from '../../src/backend/devices.ts';
import { ShapeError } from '../../src/core/errors.ts';
import { broadcastShapes } from '../../src/core/shape.ts';
import { defineOp } from '../../src/graph/define-op.ts';
import type { Op } from '../../src/graph/op.ts';
import { Tensor } from '../../src/graph/tensor.ts';
import { mul, square, tensor } from '../../src/index.ts';
import { anyReal, axisOf, checkOp, GradcheckError, ints, OpCheckError, shapes, type CheckOptions } from '../../src/testing/index.ts';

type Rule = (g: Tensor, x: Tensor) => Tensor;

/** x^3 with a rule of its own. */
function cubeWith(rule: Rule): Op<['x']> {
  return defineOp({
    name: 'cube',
    inputs: ['x'],
    outShape: ({ x }) => x.shape,
    forward: ({ x }) => kernel('Multiply', { a: x, b: kernel('Square', { x }) }),
    vjp: (saving) => ({ x: saving(['x'], (g, { x }) => rule(g, x)) }),
  });
}

const cube = cubeWith((g, x) => mul(mul(g, square(x)), 3));

/** A run that is the same every time. */
const options: CheckOptions<'x'> = { seed: 1, runs: 50 };

test('domains that are not those of the operands are refused', async () => {
  // A type error in TypeScript.
  const loosely = checkOp as (op: unknown, domains: object) => Promise<unknown>;
  await expect(loosely(mul, { x: anyReal })).rejects.toThrow(
    'checkOp: give each operand of mul its domain: operands a, b, got x. Write checkOp(mul, { a: anyReal, b: anyReal }).',
  );
  await expect(loosely(square, { x: undefined })).rejects.toThrow('checkOp: give each operand of square its domain: operands x, got x.');
});

async function errorOf(check: Promise<unknown>): Promise<OpCheckError> {
  try {
    await check;
  } catch (error) {
    if (error instanceof OpCheckError) return error;
    throw error;
  }
  throw new Error('the op was accepted');
}

test('a right op passes, on reference and wasm, and says what was measured', async () => {
  const wasm = await device.start('wasm');
  const report = await checkOp(cube, { x: anyReal }, { ...options, devices: [wasm] });
  expect(report.cases).toBe(50);
  expect(report.gradient).toHaveLength(2);
  expect(Math.max(...report.gradient)).toBeLessThan(1e-6);
  expect(report.devices['wasm']!.forward).toBeLessThan(1e-6);
  expect(report.devices['wasm']!.vjp).toBeGreaterThan(0);
});

test('a function composed of ops passes too', async () => {
  await checkOp((x: Tensor) => mul(square(x), x), { x: anyReal }, options);
});

describe('it finds', () => {
  test('a wrong factor, in the smallest case, and how to run it again', async () => {
    const error = await errorOf(
      checkOp(
        cubeWith((g, x) => mul(mul(g, square(x)), 2)),
        { x: anyReal },
        { ...options, devices: [] },
      ),
    );
    expect(error.message).toMatch(
      /^checkOp: cube breaks its contract\.\ncheckOp: the gradient of cube with respect to x is wrong: at x\[\] of shape \[\], the derivative of .*\nSmallest failing case: x \[\] anyReal, values of seed \d+ \(run \d+, shrunk \d+ times\)\.\nRun it again with checkOp\(cube, \.\.\., \{ seed: 1, path: '[\d:]+' \}\)\.$/,
    );
    expect(error.cause).toBeInstanceOf(GradcheckError);
    const again = await errorOf(
      checkOp(
        cubeWith((g, x) => mul(mul(g, square(x)), 2)),
        { x: anyReal },
        { ...options, devices: [], seed: error.seed!, path: error.path! },
      ),
    );
    expect(again.message.split('\n')[1]).toBe(error.message.split('\n')[1]);
  });
  test('a fault that only shows from rank 2 on, shrunk to rank 2', async () => {
    const wrong = cubeWith((g, x) => (x.rank < 2 ? mul(mul(g, square(x)), 3) : mul(g, square(x))));
    const error = await errorOf(checkOp(wrong, { x: anyReal }, { ...options, devices: [] }));
    expect(error.message).toContain('Smallest failing case: x [1,1] anyReal');
  });
  test('a second derivative that is dropped', async () => {
    const wrong = cubeWith((g, x) => mul(mul(g, square(x.detach())), 3));
    expect((await errorOf(checkOp(wrong, { x: anyReal }, { ...options, devices: [] }))).message).toContain(
      'the gradient of the gradient of cube with respect to x is wrong',
    );
    await checkOp(wrong, { x: anyReal }, { ...options, devices: [], orders: 1 });
  });
  test('a forgotten broadcasts: true', async () => {
    const wrong = defineOp({
      name: 'product',
      inputs: ['a', 'b'],
      outShape: ({ a, b }) => broadcastShapes('product', { a, b }),
      forward: ({ a, b }) => kernel('Multiply', { a, b }),
      vjp: (saving) => ({ a: saving(['b'], (g, { b }) => mul(g, b)), b: saving(['a'], (g, { a }) => mul(g, a)) }),
    });
    const error = await errorOf(checkOp(wrong, { a: anyReal, b: anyReal }, { seed: 1, devices: [] }));
    expect(error.message).toMatch(
      /^checkOp: product takes operands that broadcast and does not say so: a \[3\] anyReal, b \[2,3\] anyReal, values of seed 0\. Add broadcasts: true, or refuse them in outShape\.\nbackward: gradient of 'a' in product#\d+ has shape \[2,3\], expected \[3\]\./,
    );
  });
  test('a rule that gives another shape', async () => {
    const wrong = cubeWith((g, x) => mul(mul(g, square(x)), 3).sum());
    expect((await errorOf(checkOp(wrong, { x: anyReal }, { ...options, devices: [] }))).message).toContain("gradient of 'x' in cube");
  });
  test('NaN that is lost', async () => {
    const wrong = defineOp({
      name: 'lossy',
      inputs: ['x'],
      outShape: ({ x }) => x.shape,
      forward: ({ x }) =>
        kernel('Select', {
          condition: kernel('IsNan', { x }),
          t: kernel('Cast', { x: kernel('IsNan', { x }) }, { dtype: x.device.float }),
          e: x,
        }),
      vjp: (saving) => ({ x: saving([], (g) => g) }),
    });
    expect((await errorOf(checkOp(wrong, { x: anyReal }, { ...options, devices: [] }))).message).toContain('lossy: NaN in x is lost.');
    await checkOp(wrong, { x: anyReal }, { ...options, devices: [], nan: false });
  });
  test('an op that is not the same twice', async () => {
    let calls = 0;
    const wrong = defineOp({
      name: 'counter',
      inputs: ['x'],
      outShape: ({ x }) => x.shape,
      forward: ({ x }) => (calls++ % 2 === 0 ? kernel('Neg', { x }) : kernel('Square', { x })),
      vjp: (saving) => ({ x: saving([], (g) => g) }),
    });
    expect((await errorOf(checkOp(wrong, { x: anyReal }, { ...options, devices: [] }))).message).toContain(
      'counter: the same inputs give ',
    );
  });
  test('tensors left alive', async () => {
    const kept: Tensor[] = [];
    const wrong = defineOp({
      name: 'leaky',
      inputs: ['x'],
      outShape: ({ x }) => x.shape,
      forward: ({ x }) => {
        const y = kernel('Neg', { x });
        kept.push(new Tensor(y));
        return kernel('Neg', { x: y });
      },
      vjp: (saving) => ({ x: saving([], (g) => g) }),
    });
    expect((await errorOf(checkOp(wrong, { x: anyReal }, { ...options, devices: [] }))).message).toContain(
      'leaky: forward leaves 2 tensors alive, one is its output.',
    );
    for (const tensorKept of kept) tensorKept.dispose();
  });
  test('a device that computes something else', async () => {
    const wasm = await device.start('wasm');
    const wrong = defineOp({
      name: 'split',
      inputs: ['x'],
      outShape: ({ x }) => x.shape,
      forward: ({ x }) => (x.device.name === 'wasm' ? kernel('Square', { x }) : kernel('Multiply', { a: kernel('Abs', { x }), b: x })),
      vjp: (saving) => ({ x: saving(['x'], (g, { x }) => mul(mul(g, x.abs()), 2)) }),
    });
    expect((await errorOf(checkOp(wrong, { x: anyReal }, { ...options, devices: [wasm] }))).message).toMatch(
      /split: output differs between devices: element \d+ is .* on wasm, .* on reference/,
    );
  });
  test('an oracle that disagrees', async () => {
    await checkOp(cube, { x: anyReal }, { ...options, devices: [], oracle: ([x]) => [Array.from(x!.values, (v) => v ** 3)] });
    const error = await errorOf(
      checkOp(cube, { x: anyReal }, { ...options, devices: [], oracle: ([x]) => [Array.from(x!.values, (v) => v ** 2)] }),
    );
    expect(error.message).toContain('the oracle says');
  });
});

describe('errors that an op must throw', () => {
  const picky = defineOp({
    name: 'picky',
    inputs: ['x'],
    outShape: ({ x }) => {
      if (x.shape.length > 2) throw new ShapeError('picky: at most 2 axes.');
      return x.shape;
    },
    forward: ({ x }) => kernel('Neg', { x }),
    vjp: (saving) => ({ x: saving([], (g) => g.neg()) }),
  });
  const small = { ...options, devices: [], shapes: fc.record({ x: shapes({ maxRank: 2 }) }) };
  test('with the right words', async () => {
    await checkOp(picky, { x: anyReal }, { ...small, errors: [{ shapes: { x: [1, 1, 1] }, message: 'picky: at most 2 axes.' }] });
  });
  test('with other words', async () => {
    const error = await errorOf(
      checkOp(picky, { x: anyReal }, { ...small, errors: [{ shapes: { x: [1, 1, 1] }, message: /no more than/ }] }),
    );
    expect(error.message).toBe('checkOp: picky refuses with other words: ShapeError: picky: at most 2 axes.. Expected: /no more than/');
  });
  test('not at all', async () => {
    const error = await errorOf(
      checkOp(picky, { x: anyReal }, { ...small, errors: [{ shapes: { x: [1] }, message: 'picky: no vectors.' }] }),
    );
    expect(error.message).toBe(
      'checkOp: picky accepts what it must refuse: x [1] anyReal, values of seed 0. Expected the error: picky: no vectors.',
    );
  });
});

test('attributes and domains may depend on shapes', async () => {
  interface PickAttrs {
    readonly axis: number;
  }
  const seen: number[] = [];
  const pick = (x: Tensor, indices: Tensor, { axis }: PickAttrs): Tensor => {
    seen.push(...indices.dataSync());
    return x.gather(indices, { axis });
  };
  await checkOp(
    pick,
    {
      x: anyReal,
      indices: ({ shapes: { x }, attrs }: { shapes: Readonly<Record<'x' | 'indices', readonly number[]>>; attrs: PickAttrs }) =>
        ints(0, x.at(attrs.axis)! - 1),
    },
    {
      seed: 1,
      runs: 20,
      devices: [],
      shapes: fc.record({ x: shapes({ minRank: 1, minLength: 1, maxRank: 2 }), indices: fc.constant([3]) }),
      attrs: ({ x }) => fc.record({ axis: axisOf(x) }),
      name: 'pick',
    },
  );
  expect(Math.max(...seen)).toBeGreaterThan(0);
});

test('it leaves no tensors behind, also when it fails', async () => {
  const wasm = await device.start('wasm');
  await checkOp(cube, { x: anyReal }, { ...options, devices: [wasm] });
  const before = wasm.memory().tensors;
  await errorOf(
    checkOp(
      cubeWith((g, x) => mul(g, x)),
      { x: anyReal },
      { ...options, devices: [wasm] },
    ),
  );
  expect(wasm.memory().tensors).toBe(before);
  expect(tensor(1).device.name).toBe('reference');
});
