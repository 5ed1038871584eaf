import type { Tensor } from '../../graph/tensor.ts';
import { evaluate } from './evaluate.ts';
import { parse } from './parse.ts';
import type { Program } from './program.ts';

/** What a formula takes through its holes: operands, values of attributes, and functions to call. */
export type ExprValue =
  Tensor | number | boolean | string | readonly ExprValue[] | { readonly [name: string]: ExprValue } | ((...args: never[]) => unknown);

const programs = new WeakMap<TemplateStringsArray, Program>();

/**
 * A formula over tensors: `+ - * / **`, `@` for matrix products, unary minus, and every op by its name, attributes last,
 * by place or by name: `sum(x, axis=0)`, `reshape(x, [2, 3])`. What comes in through a hole can be called too.
 *
 * Powers bind from the right and stronger than a minus in front: `-x ** 2` is `-(x ** 2)`. Arithmetic between numbers gives
 * a number, not a tensor. A template is read once, at its first call.
 *
 * @throws {ExprError} if the formula cannot be read or an op fails: it points at the character; `cause` is the op's error.
 * @example
 * const x = tensor([[1, -2]]);
 * const w = tensor([[3, 0], [0, 4]]);
 * expr`relu(${x} @ ${w} + ${1}) ** 2 / 2`.toArray(); // [[8, 0]]
 */
export function expr(template: TemplateStringsArray, ...holes: readonly ExprValue[]): Tensor {
  let program = programs.get(template);
  if (program === undefined) programs.set(template, (program = parse(template.raw)));
  return evaluate(program, holes);
}
