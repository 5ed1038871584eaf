import { expect, test } from 'vitest';
import { ArgumentError, eye, linspace, ones, rand, range, zeros } from 'megagrad';

test('a tensor that finds no room is refused with its shape', () => {
  const text = (op: string, shape: string): string =>
    `${op}: there is no room for a tensor of 1000000000000 elements: shape ${shape}. Make it smaller, or compute it in parts.`;
  const square = '[1000000,1000000]';
  expect(() => zeros([1e6, 1e6])).toThrow(new ArgumentError(text('zeros', square), 'shape', [1e6, 1e6]));
  expect(() => ones([1e6, 1e6])).toThrow(text('ones', square));
  expect(() => rand([1e6, 1e6])).toThrow(text('rand', square));
  expect(() => eye(1e6)).toThrow(text('eye', square));
  expect(() => range(1e12)).toThrow(text('range', '[1000000000000]'));
  expect(() => linspace(0, 1, 1e12)).toThrow(text('linspace', '[1000000000000]'));
});
