import { ArgumentError } from '../core/errors.ts';
import { apply, applyBinary, applyList } from './apply.ts';
import type { EntryRule, JointVjp, ListOp, ListOpSpec, Op, OpDescriptor, OpSpec, Saving, Vjp } from './op.ts';
import { packOf } from './pack.ts';
import { Tensor } from './tensor.ts';

type AnyRule = Vjp<string, never> | JointVjp<string, string, never>;

/** Marks what it is given; the types of `Saving` do the work. */
const saving = Object.assign((saves: readonly string[], grad: unknown) => ({ saves, grad }), {
  joint: (saves: readonly string[], grads: unknown) => ({ saves, grads }),
}) as Saving<string, string, never>;

/**
 * Defines an op from its shape rule, its forward over kernels, and one gradient rule per input.
 *
 * The engine does the rest: dtypes, devices, recording, un-broadcasting, accumulation and freeing. A gradient rule is
 * written with ops, so it can be differentiated again.
 *
 * @returns the op as a function of its operands in the order of `inputs`, attributes last as an object.
 * @throws {ArgumentError} if an input has no rule, or a rule saves an unknown name (both are compile errors too).
 * @example
 * const cube = defineOp({
 *   name: 'cube',
 *   inputs: ['x'],
 *   outShape: ({ x }) => x.shape,
 *   forward: ({ x }) => kernel('Multiply', { a: x, b: kernel('Square', { x }) }),
 *   vjp: (saving) => ({ x: saving(['x'], (g, { x }) => mul(mul(g, square(x)), 3)) }),
 * });
 * cube(2).item(); // 8
 */
export function defineOp<
  const I extends readonly string[],
  A = {},
  const M extends string = never,
  const S extends keyof A & string = never,
>(spec: OpSpec<I, A, M, S>): Op<I, A, S> {
  const rules = spec.vjp(saving as never) as AnyRule | Readonly<Record<string, Vjp<string, never> | null>>;
  const joint = isJoint(rules) ? rules : null;
  const entries = spec.inputs.map((name) =>
    joint === null ? entryRule(spec.name, name, (rules as Readonly<Record<string, Vjp<string, never> | null>>)[name]) : null,
  );
  const known = new Set<string>([...spec.inputs, ...(spec.keeps ?? []), 'output']);
  for (const rule of joint === null ? entries : [joint]) {
    for (const name of rule?.saves ?? []) {
      if (!known.has(name)) {
        throw new ArgumentError(
          `defineOp: ${spec.name} saves an unknown tensor: saves '${name}'. Known are ${[...known].join(', ')}.`,
          'saves',
          name,
        );
      }
    }
  }
  const descriptor: OpDescriptor = {
    name: spec.name,
    inputs: spec.inputs,
    keeps: spec.keeps ?? [],
    shorthand: spec.shorthand ?? null,
    broadcasts: spec.broadcasts ?? false,
    promotes: spec.promotes ?? 'any',
    accepts: spec.accepts === undefined ? null : spec.inputs.map((name) => spec.accepts?.[name as I[number]]),
    gives: spec.gives ?? null,
    pack: packOf(spec.inputs),
    outShape: spec.outShape,
    forward: spec.forward,
    differentiable:
      joint === null ? entries.reduce((mask, rule, i) => (rule === null ? mask : mask | (1 << i)), 0) : (1 << spec.inputs.length) - 1,
    entries,
    joint: joint === null ? null : { saves: joint.saves, pack: packOf(joint.saves), grads: joint.grads },
    listRule: null,
    plans: [],
  };
  return named(spec.name, descriptor, callOf(descriptor));
}

/** An op as a function. What has no attributes ignores all after its operands, as a callback of map or reduce must. */
function callOf(op: OpDescriptor): (...args: unknown[]) => Tensor {
  const { shorthand } = op;
  const arity = op.inputs.length;
  if (shorthand !== null) {
    return (...args) => {
      if (args.length > arity + 1) throw strayArguments(op, args);
      if (args.length > arity) args[arity] = fullAttrs(shorthand, args[arity]);
      return apply(op, args);
    };
  }
  const run =
    arity === 2
      ? (a: unknown, b: unknown, attrs?: unknown): Tensor => applyBinary(op, a, b, attrs as object | undefined)
      : (...args: unknown[]): Tensor => apply(op, args);
  if (op.outShape.length < 2 && op.forward.length < 2) return run;
  return (...args) => {
    if (args.length > arity + 1 || !isAttrs(args[arity])) throw strayArguments(op, args);
    return arity === 2 ? applyBinary(op, args[0], args[1], args[2] as object | undefined) : apply(op, args);
  };
}

/**
 * Defines an op over a list of operands of one dtype. It saves nothing; its rule gets the operand's index and all shapes.
 *
 * @example
 * const total = defineListOp({
 *   name: 'total',
 *   outShape: ([first]) => first!.shape,
 *   forward: (inputs) => inputs.reduce((a, b) => kernel('Add', { a, b })),
 *   vjp: (g) => g,
 * });
 * total([tensor(1), tensor(2), tensor(3)]).item(); // 6
 */
export function defineListOp<A = {}, const S extends keyof A & string = never>(spec: ListOpSpec<A, S>): ListOp<A, S> {
  const descriptor: OpDescriptor = {
    name: spec.name,
    inputs: [],
    keeps: [],
    shorthand: spec.shorthand ?? null,
    broadcasts: false,
    promotes: spec.promotes ?? 'any',
    accepts: null,
    gives: null,
    pack: packOf([]),
    outShape: spec.outShape,
    forward: spec.forward,
    differentiable: 0,
    entries: [],
    joint: null,
    listRule: spec.vjp,
    plans: [],
  };
  const { shorthand } = descriptor;
  const call = (inputs: readonly Tensor[], attrs?: unknown): Tensor =>
    applyList(descriptor, inputs, (shorthand === null ? attrs : fullAttrs(shorthand, attrs)) as object | undefined);
  return named(spec.name, descriptor, call);
}

/** A bare attribute under its name; an attributes object as it is. */
function fullAttrs(shorthand: string, attrs: unknown): unknown {
  return isAttrs(attrs) ? attrs : { [shorthand]: attrs };
}

function isAttrs(attrs: unknown): boolean {
  if (attrs === undefined) return true;
  return typeof attrs === 'object' && attrs !== null && !Array.isArray(attrs) && !(attrs instanceof Tensor);
}

function strayArguments({ name, inputs, shorthand }: OpDescriptor, args: readonly unknown[]): ArgumentError {
  const operands = inputs.join(', ');
  const rest = args
    .slice(inputs.length)
    .map((arg) =>
      arg instanceof Tensor ? 'a tensor' : isAttrs(arg) ? 'an object' : Array.isArray(arg) ? `[${arg.join(', ')}]` : String(arg),
    );
  const bare = shorthand === null ? '' : `${name}(${operands}, ${shorthand}) or `;
  return new ArgumentError(
    `${name}: takes its attributes as one object after the operands: got ${rest.join(', ')}. Write ${bare}${name}(${operands}, { ... }).`,
    'attrs',
    args,
  );
}

function named<F extends object>(name: string, descriptor: OpDescriptor, call: F): F & { readonly descriptor: OpDescriptor } {
  Object.defineProperty(call, 'name', { value: name });
  return Object.assign(call, { descriptor });
}

function isJoint(rules: object): rules is JointVjp<string, string, never> {
  return 'grads' in rules && typeof rules.grads === 'function';
}

function entryRule(op: string, input: string, rule: Vjp<string, never> | null | undefined): EntryRule | null {
  if (rule === undefined) {
    throw new ArgumentError(
      `defineOp: ${op} has no gradient rule for an input: input '${input}'. Write one, or null if it is not differentiable.`,
      'vjp',
      input,
    );
  }
  return rule === null
    ? null
    : { saves: rule.saves, pack: packOf(rule.saves), grad: rule.grad, usesContext: rule.grad.length !== 1 && rule.grad.length !== 2 };
}
