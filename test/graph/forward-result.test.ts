import { expect, test } from 'vitest';
import { ArgumentError, defineOp, tensor, type Op } from 'megagrad';

/** An op of a user of JavaScript, whose forward and outShape may return anything. */
function opOf(forward: (inputs: object) => unknown, keeps: readonly string[] = [], outShape: () => unknown = () => [1]): Op<['x']> {
  return defineOp<['x'], {}, string>({
    name: 'mine',
    inputs: ['x'],
    keeps,
    outShape: outShape as never,
    forward: forward as never,
    vjp: () => ({ x: null }),
  });
}

const hint = "Write a return, as in forward: ({ x }) => kernel('Neg', { x }).";

test('a forward that returns no block is named', () => {
  const x = tensor([1]);
  const block = 'mine: forward must return the block that kernel(...) gives';
  expect(() => opOf(() => undefined)(x)).toThrow(new ArgumentError(`${block}: got nothing. ${hint}`, 'forward', undefined));
  expect(() => opOf((inputs) => [inputs])(x)).toThrow(`${block}: got an array. ${hint}`);
  expect(() => opOf(() => undefined, ['argmax'])(x)).toThrow(
    `mine: forward must return { output, argmax }, all blocks: got nothing. ${hint}`,
  );
  const two = defineOp({
    name: 'mine',
    inputs: ['a', 'b'],
    outShape: ({ a }) => a.shape,
    forward: (() => undefined) as never,
    vjp: () => ({ a: null, b: null }),
  });
  expect(() => two(x, x)).toThrow(`${block}: got nothing. ${hint}`);
});

test('a shape rule that returns no shape is named', () => {
  const nothing = (): undefined => undefined;
  const op = opOf((inputs) => Reflect.get(inputs, 'x'), [], nothing);
  expect(() => op(tensor([1]))).toThrow('mine: outShape must return a shape: got nothing.');
});
