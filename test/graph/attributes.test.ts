import { describe, expect, test } from 'vitest';
import { clip, conv2d, defineOp, gather, kernel, matMul, ones, relu, reshape, softmax, sum, tensor, type Tensor } from 'megagrad';
import { ArgumentError } from '../../src/core/errors.ts';

// Type errors in TypeScript, but for callbacks: what a program in JavaScript does.
type Loose = (...args: readonly unknown[]) => Tensor;

describe('attributes that are no object', () => {
  const x = tensor([1, 2, 3]);
  test.each<[string, Loose, unknown[], string]>([
    [
      'two bare ones',
      clip as Loose,
      [x, 0, 1],
      'clip: takes its attributes as one object after the operands: got 0, 1. Write clip(x, { ... }).',
    ],
    ['a bare one', clip as Loose, [x, 0], 'clip: takes its attributes as one object after the operands: got 0. Write clip(x, { ... }).'],
    [
      'a shape without brackets',
      reshape as Loose,
      [x, 3, 1],
      'reshape: takes its attributes as one object after the operands: got 3, 1. Write reshape(x, shape) or reshape(x, { ... }).',
    ],
    [
      'an axis and more',
      sum as Loose,
      [x, 0, true],
      'sum: takes its attributes as one object after the operands: got 0, true. Write sum(x, axis) or sum(x, { ... }).',
    ],
    [
      'after two operands',
      matMul as Loose,
      [x, x, true],
      'matMul: takes its attributes as one object after the operands: got true. Write matMul(a, b, { ... }).',
    ],
    [
      'a third operand, where others take a bias',
      conv2d as Loose,
      [ones([1, 2, 2, 1]), ones([1, 1, 1, 2]), ones([2])],
      'conv2d: takes its attributes as one object after the operands: got a tensor. Write conv2d(x, filter, { ... }).',
    ],
  ])('%s', (_, op, args, message) => {
    expect(() => op(...args)).toThrow(new ArgumentError(message, 'attrs', args));
  });

  test('of a method too', () => {
    const method = x.clip.bind(x) as Loose;
    expect(() => method(0, 1)).toThrow(ArgumentError);
  });

  test('do no harm to ops that have none: they may be callbacks', () => {
    expect([tensor(-1), tensor(2)].map(relu).map((y) => y.item())).toEqual([0, 2]);
  });

  test('would silently be an axis in a callback', () => {
    expect(() => [ones([2]), ones([2])].map(softmax as (x: Tensor, at: number) => Tensor)).toThrow(ArgumentError);
  });

  test('are fine as they should be', () => {
    expect(clip(x, { max: 2 }).toArray()).toEqual([1, 2, 2]);
    expect(clip(x).toArray()).toEqual([1, 2, 3]);
    expect(gather(x, tensor([2], { dtype: 'int32' }), { axis: 0 }).toArray()).toEqual([3]);
    expect(conv2d(ones([1, 3, 3, 1]), ones([2, 2, 1, 1]), { stride: 1 }).shape).toEqual([1, 2, 2, 1]);
  });
});

describe('attributes of another type', () => {
  const x = tensor([1, 2, 3]);
  test.each<[string, (x: Tensor) => Tensor, string]>([
    ['tile', (x) => (x.tile as Loose)(2), 'tile: the shape rule fails for x [3], reps 2 ('],
    ['pad', (x) => (x.pad as Loose)(1), 'pad: the shape rule fails for x [3], paddings 1 ('],
    ['sum', (x) => (x.sum as Loose)('0'), 'sum: the shape rule fails for x [3], axis "0" ('],
    ['reshape', (x) => (x.reshape as Loose)([3n, 1]), 'reshape: the shape rule fails for x [3], shape ["3n",1] ('],
  ])('%s', (_, call, message) => {
    expect(() => call(x)).toThrow(ArgumentError);
    expect(() => call(x)).toThrow(message);
    expect(() => call(x)).toThrow('Check the types of the attributes.');
  });

  test('reach ops that are not ours', () => {
    const first = defineOp({
      name: 'first',
      inputs: ['x'],
      outShape: ({ x }, { counts }: { counts: readonly number[] }) => [counts.length, ...x.shape],
      forward: ({ x }) => kernel('Square', { x }),
      vjp: () => ({ x: null }),
    });
    expect(() => (first as Loose)(x)).toThrow('first: the shape rule fails for x [3] (');
  });
});

describe('operands that are no tensors', () => {
  test.each<[unknown, string]>([
    [[1, 2], 'got an array. Wrap data with tensor(...).'],
    [{ x: 1 }, 'got an object. Wrap data with tensor(...).'],
    [undefined, 'got nothing. Wrap data with tensor(...).'],
    [true, 'got a boolean. Wrap data with tensor(...).'],
  ])('%j', (operand, message) => {
    expect(() => (relu as Loose)(operand)).toThrow(`relu: operand 'x' must be a tensor or a number: ${message}`);
  });

  test('an op inside a forward, where kernels belong', () => {
    const wrong = defineOp({
      name: 'wrong',
      inputs: ['x'],
      outShape: ({ x }) => x.shape,
      forward: ({ x }) => {
        (relu as Loose)(x);
        return x;
      },
      vjp: () => ({ x: null }),
    });
    expect(() => wrong(1)).toThrow(
      "relu: operand 'x' must be a tensor or a number: got the block of a forward. A forward calls kernel(...), gradient rules call ops.",
    );
  });
});
