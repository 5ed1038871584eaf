import { describe, expect, test } from 'vitest';
import { einsum, ones, tensor, zeros, type Tensor } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import fc from 'fast-check';
import { describeOp } from '../contract.ts';
import { einsumCases, type EinsumCase } from './einsum-cases.ts';

/** Values that repeat every 7 elements, small and of both signs: operand k starts at k. */
function values(shape: readonly number[], k: number): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(
    Float64Array.from({ length: size }, (_, i) => ((i + k) % 7) - 3),
    { shape },
  );
}

test.each(einsumCases)('$equation as NumPy', ({ equation, shapes, shape, expected }) => {
  const result = einsum(equation, ...shapes.map(values));
  expect(result.shape).toEqual(shape);
  // Sums of products of small integers are exact; + 0 makes -0 the 0 that the numbers here were printed as.
  expect(Array.from(result.dataSync(), (value) => value + 0)).toEqual(expected);
});

describe.each(einsumCases.filter(({ expected }) => expected.length > 0))('$equation', ({ equation, shapes }: EinsumCase) => {
  const names = shapes.map((_, i) => `x${i}`);
  describeOp((...operands: Tensor[]) => einsum(equation, ...operands), Object.fromEntries(names.map((name) => [name, anyReal])), {
    name: `einsum ${equation}`,
    shapes: fc.constant(Object.fromEntries(names.map((name, i) => [name, shapes[i]!]))),
    runs: 2,
  });
});

describe('what cannot be read is refused', () => {
  test.each<[equation: string, operands: Tensor[], text: string]>([
    [
      'ij,jk->ik',
      [ones([2, 3])],
      "einsum: the equation cannot be read: equation 'ij,jk->ik', 2 terms for 1 operands. Give one term for each operand, separated by commas.",
    ],
    ['ij->i->j', [ones([2, 3])], "einsum: the equation cannot be read: equation 'ij->i->j', more than one '->'. Write 'ij,jk->ik'."],
    [
      'i1->i',
      [ones([2, 3])],
      "einsum: the equation cannot be read: equation 'i1->i', term 'i1' of operand 0. Use letters, and at most one ellipsis in a term.",
    ],
    [
      '......',
      [ones([2, 3])],
      "einsum: the equation cannot be read: equation '......', term '......' of operand 0. Use letters, and at most one ellipsis in a term.",
    ],
    [
      'ij->k',
      [ones([2, 3])],
      "einsum: the equation cannot be read: equation 'ij->k', output axis 'k' is in no operand. Use letters of the operands.",
    ],
    [
      'ij->ii',
      [ones([2, 3])],
      "einsum: the equation cannot be read: equation 'ij->ii', output 'ii' names an axis twice. Name each axis once.",
    ],
    [
      '...i->i',
      [ones([2, 3])],
      "einsum: the equation cannot be read: equation '...i->i', the operands have '...' and the output has not. Add '...' to the output.",
    ],
    [
      'ij->',
      [zeros([3])],
      "einsum: a term does not name the axes of its operand: equation 'ij->', term 'ij', operand 0 [3]. Give a letter for each axis, or '...' for the rest.",
    ],
    [
      'ij,jk',
      [ones([2, 3]), ones([4, 2])],
      "einsum: an axis has two lengths: equation 'ij,jk', axis 'j', 3 and 4 in operand 1 [4,2]. Make them equal, or 1.",
    ],
  ])('%s', (equation, operands, text) => {
    expect(() => einsum(equation, ...operands)).toThrow(text);
  });
});
