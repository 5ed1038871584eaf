import type { Device } from '../backend/device.ts';
import { ArgumentError } from '../core/errors.ts';
import { Generator } from '../core/random.ts';
import { format, type Shape } from '../core/shape.ts';
import type { OpDescriptor } from '../graph/op.ts';
import type { Tensor } from '../graph/tensor.ts';
import { create } from '../ops/creation/tensor.ts';
import type { Operand } from './copy.ts';
import type { Domain } from './domain.ts';

/** Shapes of the operands, attributes, and the seed of the values. */
export interface OpCase {
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly attrs: object | undefined;
  readonly seed: number;
}

/** A domain, or one that depends on shapes and attributes: indices that must lie inside an axis. */
export type DomainFor<I extends string = string, A = object> =
  Domain | ((context: { readonly shapes: Readonly<Record<I, Shape>>; readonly attrs: A }) => Domain);

/** An op, a list op, or a function composed of ops, with what its operands may be. */
export interface OpUnderTest {
  readonly name: string;
  readonly inputs: readonly string[];
  /** Null for a function composed of ops. */
  readonly descriptor: OpDescriptor | null;
  readonly call: (operands: readonly Tensor[], attrs: object | undefined) => Tensor[];
  readonly domainOf: (input: string, at: OpCase) => Domain;
}

/** A function of tensors, whatever its arguments. */
export type AnyFunction = (...args: never[]) => Tensor | readonly Tensor[];

/** The op with its domains. */
export function opUnderTest(op: AnyFunction, domains: Readonly<Record<string, unknown>>, name?: string): OpUnderTest {
  const descriptor = 'descriptor' in op ? (op.descriptor as OpDescriptor) : null;
  const isList = descriptor !== null && descriptor.listRule !== null;
  const inputs = descriptor === null || isList ? Object.keys(domains) : descriptor.inputs;
  const called = op as (...args: unknown[]) => Tensor | readonly Tensor[];
  const shown = name ?? descriptor?.name ?? (op.name === '' ? 'the function' : op.name);
  checkDomains(shown, inputs, domains);
  return {
    name: shown,
    inputs,
    descriptor,
    call: (operands, attrs) => {
      const args: unknown[] = isList ? [operands] : [...operands];
      const result = called(...args, ...(attrs === undefined ? [] : [attrs]));
      return Array.isArray(result) ? [...(result as readonly Tensor[])] : [result as Tensor];
    },
    domainOf: (input, at) => {
      const domain = domains[input] as DomainFor;
      return typeof domain === 'function' ? domain({ shapes: at.shapes, attrs: at.attrs ?? {} }) : domain;
    },
  };
}

function checkDomains(op: string, inputs: readonly string[], domains: Readonly<Record<string, unknown>>): void {
  const given = Object.keys(domains);
  const known = (domain: unknown): boolean =>
    typeof domain === 'function' || (typeof domain === 'object' && domain !== null && 'sample' in domain);
  if (given.length === inputs.length && inputs.every((name) => known(domains[name]))) return;
  throw new ArgumentError(
    `checkOp: give each operand of ${op} its domain: operands ${inputs.join(', ')}, got ${given.join(', ')}. Write checkOp(${op}, { ${inputs.map((name) => `${name}: anyReal`).join(', ')} }).`,
    'domains',
    domains,
  );
}

/** The operands of a case. Their floats are float32 numbers, so that every device starts from the same values. */
export function operandsOf(op: OpUnderTest, at: OpCase): Operand[] {
  const generator = new Generator(at.seed);
  return op.inputs.map((name, position): Operand => {
    const domain = op.domainOf(name, at);
    const shape = at.shapes[name]!;
    const values = domain.sample(generator, shape, position);
    return {
      name,
      shape,
      values:
        domain.dtype === 'float'
          ? Float64Array.from(values, Math.fround)
          : domain.dtype === 'int32'
            ? Int32Array.from(values)
            : Uint8Array.from(values),
      dtype: domain.dtype === 'float' ? 'float64' : domain.dtype,
      differentiable: domain.dtype === 'float',
    };
  });
}

/** An operand as a tensor on a device. */
export function upload(operand: Operand, device: Device, requiresGrad: boolean): Tensor {
  return create(operand.values, operand.shape, {
    device,
    dtype: operand.dtype === 'float64' ? device.float : operand.dtype,
    requiresGrad: requiresGrad && operand.differentiable,
    label: operand.name,
  });
}

/** `a [2,3] anyReal, b [3] positive, attrs {"axis":0}, values of seed 7`: a case as reports print it. */
export function describeCase(op: OpUnderTest, at: OpCase): string {
  const operands = op.inputs.map((name) => `${name} ${format(at.shapes[name]!)} ${op.domainOf(name, at).name}`);
  const attrs = at.attrs === undefined ? [] : [`attrs ${JSON.stringify(at.attrs, printable)}`];
  return [...operands, ...attrs, `values of seed ${at.seed}`].join(', ');
}

/** JSON has no Infinity, which is an order of norms. */
function printable(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
