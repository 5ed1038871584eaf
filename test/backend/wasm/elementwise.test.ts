import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KernelName } from '../../../src/backend/kernel-map.ts';
import type { Raw } from '../../../src/backend/raw.ts';
import { startWasm } from '../../../src/backend/wasm/start.ts';
import type { KernelCase } from '../kernel-cases.ts';
import { broadcastingShapes, checkRandomly, dtypes, operand, shapes } from './arbitrary.ts';

const device = await startWasm();

const unary: readonly KernelName[] = [
  ...(['Abs', 'Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'Ceil', 'Cos', 'Cosh', 'Elu', 'Erf', 'Exp', 'Expm1', 'Floor'] as const),
  ...([
    'IsFinite',
    'IsInf',
    'IsNan',
    'Log',
    'Log1p',
    'LogicalNot',
    'Neg',
    'Reciprocal',
    'Relu',
    'Relu6',
    'Round',
    'Rsqrt',
    'Selu',
  ] as const),
  ...(['Sigmoid', 'Sign', 'Sin', 'Sinh', 'Softplus', 'Sqrt', 'Square', 'Tan', 'Tanh'] as const),
];

const binary: readonly KernelName[] = [
  ...(['Add', 'Atan2', 'Equal', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'LogicalAnd', 'LogicalOr', 'Maximum', 'Minimum'] as const),
  ...(['Mod', 'Multiply', 'NotEqual', 'Pow', 'RealDiv', 'SquaredDifference', 'Sub'] as const),
];

describe('functions of each element', () => {
  for (const kernel of unary) {
    test(kernel, async () => {
      const cases = fc.tuple(shapes(0, 6), dtypes).chain(([shape, dtype]) => operand(shape, dtype, { specials: true }));
      await checkRandomly(
        device,
        cases.map((x): KernelCase => ({ kernel, title: 'random', inputs: { x }, attrs: {} })),
      );
    });
  }

  test('Relu keeps NaN that has the sign bit set', async () => {
    const x = device.upload(new Float32Array(Uint32Array.of(0xffc00000, 0x7fc00000, 0xbf800000).buffer), [3], 'float32');
    const y = device.run('Relu', { x }, {}) as Raw;
    expect([...(await device.read(y))]).toEqual([NaN, NaN, 0]);
    device.free(x);
    device.free(y);
  });

  test('ClipByValue, LeakyRelu, Step, Cast', async () => {
    const attrs: readonly (readonly [KernelName, Readonly<Record<string, unknown>>])[] = [
      ['ClipByValue', { clipValueMin: -1, clipValueMax: 2 }],
      ['LeakyRelu', { alpha: 0.2 }],
      ['Step', { alpha: 0.25 }],
      ['Cast', { dtype: 'int32' }],
      ['Cast', { dtype: 'bool' }],
      ['Cast', { dtype: 'float32' }],
    ];
    const cases = fc.tuple(fc.constantFrom(...attrs), shapes(0, 6), dtypes).chain(([[kernel, given], shape, dtype]) =>
      operand(shape, dtype, { specials: kernel !== 'Cast' }).map((x): KernelCase => ({
        kernel,
        title: 'random',
        inputs: { x },
        attrs: given,
      })),
    );
    await checkRandomly(device, cases);
  });
});

describe('functions of two elements', () => {
  for (const kernel of binary) {
    test(kernel, async () => {
      const cases = fc
        .tuple(broadcastingShapes(5), dtypes, dtypes)
        .chain(([[a, b], left, right]) => fc.tuple(operand(a, left, { specials: true }), operand(b, right, { specials: true })));
      await checkRandomly(
        device,
        cases.map(([a, b]): KernelCase => ({ kernel, title: 'random', inputs: { a, b }, attrs: {} })),
      );
    });
  }

  test('Prelu', async () => {
    const cases = broadcastingShapes(4).chain(([x, alpha]) => fc.tuple(operand(x), operand(alpha)));
    await checkRandomly(
      device,
      cases.map(([x, alpha]): KernelCase => ({ kernel: 'Prelu', title: 'random', inputs: { x, alpha }, attrs: {} })),
    );
  });

  test('Select', async () => {
    const cases = fc
      .tuple(broadcastingShapes(4), dtypes)
      .chain(([[t, e], dtype]) =>
        fc.tuple(operand(t, 'bool'), operand(e, dtype, { specials: true }), operand(t, dtype, { specials: true })),
      );
    await checkRandomly(
      device,
      cases.map(([condition, t, e]): KernelCase => ({ kernel: 'Select', title: 'random', inputs: { condition, t, e }, attrs: {} })),
    );
  });

  for (const kernel of ['EluGrad', 'ReluGrad', 'SigmoidGrad', 'TanhGrad'] as const) {
    test(kernel, async () => {
      const cases = shapes(0, 6).chain((shape) => fc.tuple(operand(shape), operand(shape, 'float', { specials: true })));
      await checkRandomly(
        device,
        cases.map(([dy, y]): KernelCase => ({ kernel, title: 'random', inputs: { dy, y }, attrs: {} })),
      );
    });
  }
});
