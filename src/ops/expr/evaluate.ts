import { Tensor } from '../../graph/tensor.ts';
import { tensor } from '../creation/tensor.ts';
import { add } from '../elementwise/add.ts';
import { div } from '../elementwise/div.ts';
import { mul } from '../elementwise/mul.ts';
import { neg } from '../elementwise/neg.ts';
import { pow } from '../elementwise/pow.ts';
import { sub } from '../elementwise/sub.ts';
import { matMul } from '../linalg/mat-mul.ts';
import { ExprError } from './expr-error.ts';
import type { BinarySign, Program, Step } from './program.ts';
import { ownSignature, type Signature } from './signatures.ts';

type Operand = Tensor | number;

const binary: Readonly<Record<BinarySign, (a: Operand, b: Operand) => Tensor>> = {
  '+': (a, b) => add(a, b),
  '-': (a, b) => sub(a, b),
  '*': (a, b) => mul(a, b),
  '/': (a, b) => div(a, b),
  '@': (a, b) => matMul(a, b),
  '**': (a, b) => pow(a, b),
};

/** Between two numbers: `2 / 3` is a number, on no device. */
const ofNumbers: Readonly<Record<Exclude<BinarySign, '@'>, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '**': (a, b) => a ** b,
};

/**
 * Runs a formula.
 *
 * @throws {ExprError} that points at the op that failed; its `cause` is the op's own error.
 * @internal
 */
export function evaluate(program: Program, holes: readonly unknown[], variables: ReadonlyMap<string, unknown> = new Map()): Tensor {
  const { source, steps } = program;
  const stack: unknown[] = [];
  for (const step of steps) {
    try {
      run(step, stack, holes, variables);
    } catch (error) {
      if (error instanceof ExprError) throw error;
      const { message } = error as Error;
      throw new ExprError(`position ${step.at}: ${message}`, source, step.at, { cause: error });
    }
  }
  const result = stack.pop();
  if (result instanceof Tensor) return result;
  if (typeof result === 'number' || typeof result === 'boolean') return tensor(result);
  const { at } = steps.at(-1)!;
  throw new ExprError(`a formula gives one tensor, got ${kindOf(result)}: position ${at}. Take one of it: [0], or .values.`, source, at);
}

function run(step: Step, stack: unknown[], holes: readonly unknown[], variables: ReadonlyMap<string, unknown>): void {
  switch (step.kind) {
    case 'value':
      stack.push(step.value);
      return;
    case 'hole':
      stack.push(holes[step.index]);
      return;
    case 'variable':
      stack.push(variables.get(step.name));
      return;
    case 'negate': {
      const x = stack.pop();
      stack.push(typeof x === 'number' ? -x : neg(x as Operand));
      return;
    }
    case 'binary': {
      const b = stack.pop();
      const a = stack.pop();
      const { sign } = step;
      stack.push(
        typeof a === 'number' && typeof b === 'number' && sign !== '@' ? ofNumbers[sign](a, b) : binary[sign](a as Operand, b as Operand),
      );
      return;
    }
    case 'list':
      stack.push(stack.splice(stack.length - step.length));
      return;
    case 'property':
      stack.push(property(stack.pop(), step.name));
      return;
    case 'element':
      stack.push(element(stack.pop(), step.index));
      return;
    case 'call':
      stack.push(call(step.signature, stack.splice(stack.length - step.positional - step.names.length), step.positional, step.names));
      return;
    case 'callHole': {
      const values = stack.splice(stack.length - step.positional - step.names.length);
      const own = stack.pop();
      if (typeof own !== 'function')
        throw new TypeError(`only an op or a function can be called, got ${kindOf(own)}. Products are written with *.`);
      stack.push(call(ownSignature(own as Signature['call']), values, step.positional, step.names));
    }
  }
}

/** Puts the arguments where the function wants them: operands, then values, then one object of attributes. */
function call(signature: Signature, given: readonly unknown[], positional: number, names: readonly string[]): unknown {
  const { operands, values, attributes, isVariadic, takesNumbers } = signature;
  const places = [...operands, ...values];
  const args: unknown[] = given.slice(0, isVariadic ? positional : Math.min(positional, places.length));
  const attrs: Record<string, unknown> = {};
  for (const [i, value] of given.slice(args.length, positional).entries()) {
    if (i === 0 && isPlainObject(value)) Object.assign(attrs, value);
    else if (i < attributes.length) attrs[attributes[i]!] = value;
    else
      throw new TypeError(
        `${signature.name}: takes no more arguments without a name. Name the attributes: ${signature.name}(..., name=value).`,
      );
  }
  for (const [i, name] of names.entries()) {
    const place = places.indexOf(name);
    if (place >= 0) args[place] = given[positional + i];
    else attrs[name] = given[positional + i];
  }
  const taken = takesNumbers ? args : args.map((value, i) => (i < operands.length ? asTensor(value, args) : value));
  return signature.call(
    ...taken,
    ...(Object.keys(attrs).length === 0 ? [] : [...new Array<undefined>(Math.max(0, places.length - taken.length)), attrs]),
  );
}

/** A number as a scalar on the device of the tensors beside it. */
function asTensor(value: unknown, beside: readonly unknown[]): Tensor {
  if (value instanceof Tensor) return value;
  if (typeof value !== 'number') throw new TypeError(`expected a tensor or a number, got ${kindOf(value)}`);
  return tensor(value, { device: beside.find((one) => one instanceof Tensor)?.device });
}

function property(value: unknown, name: string): unknown {
  if (isPlainObject(value) && Object.hasOwn(value, name)) return value[name];
  const known = isPlainObject(value) ? ` It has ${Object.keys(value).join(', ')}.` : '';
  throw new TypeError(`${kindOf(value)} has no part '${name}'.${known}`);
}

function element(value: unknown, index: number): unknown {
  if (!Array.isArray(value))
    throw new TypeError(`only lists have elements, got ${kindOf(value)}. Elements of a tensor are taken with slice or gather.`);
  if (index >= value.length) throw new RangeError(`the list has ${value.length} elements, asked for [${index}]`);
  return (value as readonly unknown[])[index];
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function kindOf(value: unknown): string {
  if (value instanceof Tensor) return 'a tensor';
  if (Array.isArray(value)) return 'a list';
  if (value === undefined || value === null) return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
