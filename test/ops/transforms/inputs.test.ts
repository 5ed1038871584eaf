import { describe, expect, test } from 'vitest';
import { hessian, hvp, jacobian, jvp, square, sum, tensor, vjp, type Tensor } from 'megagrad';

const x = tensor([1, 2, 3]);

describe('what does not fit is refused', () => {
  test.each<[name: string, run: () => unknown, text: string]>([
    ['jvp', () => jvp(square, x, tensor([1])), "jvp: tangents must have the inputs' shapes: tangents[0] [1], inputs[0] [3]."],
    ['hvp', () => hvp((a) => sum(a), [x], []), 'hvp: takes one of vectors for each input: 0 for 1 inputs.'],
    ['hvp', () => hvp(square, x, x), 'hvp: the function must give one element: output [3]. Reduce it, for instance with sum().'],
    ['hessian', () => hessian(square, x), 'hessian: the function must give one element: output [3]. Reduce it, for instance with sum().'],
    ['vjp', () => vjp(square, x), 'vjp: the output has 3 elements: output [3]. Pass a cotangent of this shape.'],
    ['vjp', () => vjp(square, []), 'vjp: takes at least one input: got an empty list.'],
    [
      'jacobian',
      () => jacobian(square, tensor([1], { dtype: 'int32' })),
      'jacobian: only floats carry gradients: inputs[0] int32[1]. Close the function over it instead.',
    ],
  ])('%s', (_, run, text) => {
    expect(run).toThrow(text);
  });
});

test('a list of inputs gives a list, one input one tensor', () => {
  const product = (a: Tensor, b: Tensor): Tensor => a.mul(b);
  expect(jacobian(product, [tensor([1, 2]), tensor([3, 4])]).map((one) => one.toArray())).toEqual([
    [
      [3, 0],
      [0, 4],
    ],
    [
      [1, 0],
      [0, 2],
    ],
  ]);
  expect(jacobian(square, x).shape).toEqual([3, 3]);
});

test('an input that the function does not use gets zeros', () => {
  const first = (a: Tensor, _: Tensor): Tensor => sum(square(a));
  expect(vjp(first, [tensor([1]), tensor([2, 3])]).gradients.map((one) => one.toArray())).toEqual([[2], [0, 0]]);
  expect(hvp(first, [tensor([1]), tensor([2])], [tensor([1]), tensor([1])]).map((one) => one.toArray())).toEqual([[2], [0]]);
  expect(jvp(() => tensor([5]), x, x).tangent.toArray()).toEqual([0]);
  expect(hessian((a) => sum(a), tensor([1, 2])).toArray()).toEqual([
    [0, 0],
    [0, 0],
  ]);
});
