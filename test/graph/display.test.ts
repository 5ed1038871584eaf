import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { tensor, zeros, type Tensor } from 'megagrad';
import { Linear } from 'megagrad/nn';
import { ArgumentError } from '../../src/core/errors.ts';

describe('the console shows of a tensor', () => {
  test('dtype, shape, device and values', () => {
    expect(inspect(tensor([[1, 2.5]]))).toBe('Tensor float64[1,2] on reference:\n[[1, 2.5]]');
    expect(inspect(tensor([1, 0], { dtype: 'int32' }))).toBe('Tensor int32[2] on reference: [1, 0]');
    expect(inspect(tensor([]))).toBe('Tensor float64[0] on reference: []');
  });

  test('its label, and where its gradient comes from', () => {
    const a = tensor(3, { requiresGrad: true, label: 'a' });
    expect(inspect(a)).toBe("Tensor 'a' float64[] on reference, requires grad: 3");
    expect(inspect(a.mul(2))).toMatch(/^Tensor float64\[\] on reference, from mul#\d+: 6$/);
  });

  test('long axes cut short', () => {
    expect(inspect(zeros([1000]))).toBe('Tensor float64[1000] on reference: [0, 0, 0, ..., 0, 0, 0]');
  });

  test('no values deep inside another object, or once it is disposed', () => {
    const { weight } = new Linear(1, 1);
    expect(inspect({ layers: [{ weight }] })).toContain("weight: Parameter 'weight' float64[1,1] on reference, requires grad");
    const x = tensor(1);
    x.dispose();
    expect(inspect(x)).toBe('Tensor (disposed)');
  });
});

test('the console shows a node without all that is behind it', () => {
  const a = tensor([1], { requiresGrad: true });
  const { node } = a.mul(a).mul(2);
  expect(inspect(node)).toMatch(/^GraphNode mul#\d+ \[1\], inputs mul#\d+, constant$/);
  expect(inspect(a.node)).toMatch(/^GraphNode leaf#\d+ \[1\]$/);
});

test('JSON holds the values', () => {
  expect(JSON.stringify({ loss: tensor(0.5), x: tensor([[1], [NaN]]) })).toBe('{"loss":0.5,"x":[[1],[null]]}');
});

describe("JavaScript's operators", () => {
  // Type errors in TypeScript: what a program in JavaScript does.
  const numberOf = (value: unknown): number => Number(value);
  const sumOf = (value: Tensor, other: unknown): unknown => [value, other].reduce((a, b) => (a as string) + (b as string));

  test('are refused on tensors, and the message says what to write', () => {
    const x = tensor([1, 2]);
    const message =
      "Tensor: JavaScript's operators know no tensors: float64[2] on reference. Write a.add(b), a.greater(b), expr`${a} + ${b}`; the number of one element is a.item().";
    expect(() => sumOf(x, 1)).toThrow(new ArgumentError(message, 'tensor', x));
    expect(() => numberOf(x)).toThrow(ArgumentError);
    expect(() => Math.max(numberOf(x), 0)).toThrow(ArgumentError);
  });

  test('but text shows what it is', () => {
    expect(String(tensor([1, 2]))).toBe('float64[2] on reference');
  });
});
