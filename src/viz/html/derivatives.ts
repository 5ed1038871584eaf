import { sizeOf } from '../../core/shape.ts';
import type { VizEdge, VizNode } from '../model.ts';
import { valuesText } from '../number-text.ts';

/**
 * What ops hand back to their operands, as the book's chapter 5 writes it: `dout` is what came to the output `y`.
 *
 * In the language of `expr`, so that a test can hold them against the ops' own rules.
 */
export const derivatives: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  abs: { x: 'dout * sign(x)' },
  add: { a: 'dout', b: 'dout' },
  cos: { x: '-dout * sin(x)' },
  div: { a: 'dout / b', b: '-dout * y / b' },
  exp: { x: 'dout * y' },
  log: { x: 'dout / x' },
  logSoftmax: { x: 'dout - exp(y) * sum(dout, axis = -1, keepDims = true)' },
  matMul: { a: 'dout @ transpose(b)', b: 'transpose(a) @ dout' },
  mul: { a: 'dout * b', b: 'dout * a' },
  neg: { x: '-dout' },
  pow: { a: 'dout * b * a ** (b - 1)', b: 'dout * y * log(a)' },
  relu: { x: 'dout * greater(x, 0)' },
  sigmoid: { x: 'dout * y * (1 - y)' },
  sin: { x: 'dout * cos(x)' },
  softmax: { x: 'y * (dout - sum(dout * y, axis = -1, keepDims = true))' },
  softplus: { x: 'dout * sigmoid(x)' },
  sqrt: { x: 'dout / (2 * y)' },
  square: { x: 'dout * 2 * x' },
  sub: { a: 'dout', b: '-dout' },
  sum: { x: 'dout' },
  tanh: { x: 'dout * (1 - y ** 2)' },
};

/** What a formula names. */
const token = /\b(?:dout|a|b|x|y)\b/g;

/** Numbers longer than so many characters are not put into a formula. */
const longestNumber = 24;

/** A node, and how formulas call it. */
export interface Named {
  readonly node: VizNode;
  readonly name: string;
}

/**
 * What comes back over an edge: `∂a = dout * b = 1.1 * 2 = 2.2`; '' where it is not said so shortly.
 *
 * @param operands of the node, by the op's names for them.
 */
export function derivativeText(edge: VizEdge, of: Named, operands: ReadonlyMap<string, Named>): string {
  const { node } = of;
  const operand = operands.get(edge.operand);
  const rule = ruleFor(node.op, edge.operand);
  const isPlain = Object.values(node.attrs).every((value) => value === undefined) || node.op === 'sum';
  if (rule === undefined || operand === undefined || !isPlain || !node.requiresGrad || !operand.node.requiresGrad) return '';
  const named = new Map([...operands, ['y', of] as const]);
  const used = rule.match(token) ?? [];
  // An op of the user's may have the name of one of these.
  if (!used.every((name) => name === 'dout' || named.has(name))) return '';
  const filled = (textOf: (name: string) => string): string => rule.replace(token, textOf);
  const formula = filled((name) => (name === 'dout' ? name : named.get(name)!.name));
  const values = new Map([
    ['dout', numbers(node, node.gradient)],
    ...Array.from(named, ([name, { node: other }]) => [name, numbers(other, other.value)] as const),
  ]);
  const isKnown = edge.gradient !== undefined && used.every((name) => values.get(name) !== '');
  const result = edge.gradient?.all === undefined ? '' : valuesText(edge.gradient, operand.node.shape);
  const steps = [`∂${operand.name}`, formula, ...(isKnown && rule !== 'dout' ? [filled((name) => values.get(name)!)] : []), result];
  return steps.filter((step) => step !== '').join(' = ') + spread(node, operand.node);
}

function ruleFor(op: string, operand: string): string | undefined {
  const rules = Object.hasOwn(derivatives, op) ? derivatives[op]! : {};
  return Object.hasOwn(rules, operand) ? rules[operand] : undefined;
}

/** Values as they stand in a formula. */
function numbers({ shape }: VizNode, values: VizNode['value']): string {
  const text = values?.all === undefined ? '' : valuesText(values, shape);
  return text.length > longestNumber ? '' : text.startsWith('-') ? `(${text})` : text;
}

/** Elements of the operand and of the output need not be as many. */
function spread({ op, shape }: VizNode, operand: VizNode): string {
  if (op === 'matMul' || shape === null || operand.shape === null) return '';
  const [from, to] = [sizeOf(operand.shape), sizeOf(shape)];
  return from > to ? ', to every element' : from < to ? ', summed over what was broadcast' : '';
}
