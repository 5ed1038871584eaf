import { referenceDevice } from '../backend/reference/device.ts';
import { onDevice } from '../backend/devices.ts';
import { ArgumentError, DeviceError } from '../core/errors.ts';
import { isFloat } from '../core/dtype.ts';
import type { GraphNode } from '../graph/node.ts';
import { scope } from '../graph/scope.ts';
import { rawOf, Tensor } from '../graph/tensor.ts';
import { release, retain, type Raw } from '../backend/raw.ts';
import { leafOf, operandOf, valuesOf, type Operand } from './copy.ts';

/** A function of tensors, with one output or several. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor | readonly Tensor[];

/** What has parameters and a forward: a `Module` of megagrad/nn. */
export interface ModuleLike {
  forward(...inputs: never[]): unknown;
  namedParameters(): readonly (readonly [string, Tensor])[];
  namedBuffers?(): readonly (readonly [string, Tensor])[];
}

/** What is checked: a function over operands that lie on `reference`. */
export interface Subject {
  readonly check: string;
  readonly name: string;
  readonly operands: readonly Operand[];
  /** Float outputs for leaves in the order of `operands`. */
  readonly run: (inputs: readonly Tensor[]) => Tensor[];
}

/** The function or module and its inputs, copied to `reference`. */
export function subjectOf(
  check: string,
  target: TensorFunction | ModuleLike,
  inputs: readonly (Tensor | number)[],
  names: readonly string[],
  name?: string,
): Subject {
  const given: unknown = inputs;
  if (!Array.isArray(given)) {
    throw new ArgumentError(
      `${check}: the inputs are a list: got ${given instanceof Tensor ? 'a tensor' : typeof given}. Write ${check}(fn, [x]).`,
      'inputs',
      given,
    );
  }
  const operands = inputs.map((input, i) => operandOf(check, asTensor(check, input), names[i] ?? `inputs[${i}]`));
  if (typeof target === 'function') {
    const called = name ?? (target.name === '' ? 'the function' : target.name);
    return { check, name: called, operands, run: (leaves) => outputsOf(check, called, () => target(...leaves)) };
  }
  const called = name ?? target.constructor.name;
  const parameters = target.namedParameters();
  const buffers = target.namedBuffers?.() ?? [];
  const state = buffers.map(([label, buffer]) => operandOf(check, buffer, label));
  return {
    check,
    name: called,
    operands: [...operands, ...parameters.map(([label, parameter]) => operandOf(check, parameter, label))],
    run: (leaves) => {
      const standIns = [...leaves.slice(inputs.length), ...state.map((operand) => leafOf(operand, false))];
      const owners = [...parameters, ...buffers].map(([, tensor]) => tensor);
      return withValues(owners, standIns, () =>
        outputsOf(check, called, () => target.forward(...(leaves.slice(0, inputs.length) as never[]))),
      );
    },
  };
}

function asTensor(check: string, input: Tensor | number): Tensor {
  if (input instanceof Tensor) return input;
  if (typeof input === 'number')
    return leafOf({ name: 'input', values: Float64Array.of(input), shape: [], differentiable: true, dtype: 'float64' }, false);
  throw new ArgumentError(`${check}: inputs must be tensors or numbers: got ${typeof input}. Wrap data with tensor(...).`, 'inputs', input);
}

/** Lets tensors have the values and nodes of others while `fn` runs: the module itself is left as it was. */
function withValues<T>(owners: readonly Tensor[], standIns: readonly Tensor[], fn: () => T): T {
  const before: { readonly raw: Raw | null; readonly node: GraphNode | null; readonly grad: Tensor | null }[] = owners.map(
    ({ raw, node, grad }) => ({ raw, node, grad }),
  );
  owners.forEach((owner, i) => {
    owner.raw = retain(rawOf(standIns[i]!));
    owner.node = standIns[i]!.node;
    owner.grad = null;
  });
  try {
    return fn();
  } finally {
    owners.forEach((owner, i) => {
      // Forward may have assigned another: a running mean.
      release(rawOf(owner));
      Object.assign(owner, before[i]!);
    });
  }
}

function outputsOf(check: string, name: string, call: () => unknown): Tensor[] {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    throw new DeviceError(
      `${check}: ${name} works on tensors of another device besides its inputs, and ${check} runs it on reference. Hand them over as inputs, or make them from the inputs' device. (${error.message})`,
      error.device,
      { cause: error },
    );
  }
  const outputs: unknown[] = Array.isArray(result) ? result : [result];
  const floats = outputs.filter((output): output is Tensor => output instanceof Tensor && isFloat(output.dtype));
  if (floats.length === 0) {
    throw new ArgumentError(
      `${check}: ${name} gives no float tensor: got ${outputs.map(describe).join(', ')}. Return the tensors to differentiate.`,
      'fn',
      result,
    );
  }
  for (const { device } of floats) {
    if (device !== referenceDevice) {
      throw new DeviceError(
        `${check}: ${name} gives a tensor on ${device.name}, and ${check} runs it on reference. Compute from the inputs only.`,
        device.name,
      );
    }
  }
  return floats;
}

function describe(output: unknown): string {
  return output instanceof Tensor ? output.toString() : typeof output;
}

/** Outputs at the operands, with those of `moved` in their place, as numbers. */
export function evaluate({ run, operands }: Subject, moved: ReadonlyMap<number, Float64Array>, record: boolean): Float64Array[] {
  return onDevice(referenceDevice, () => {
    const values: Float64Array[] = [];
    scope(() => {
      const leaves = operands.map((operand, i) => leafOf(operand, record, moved.get(i)));
      for (const output of run(leaves)) values.push(valuesOf(output));
    });
    return values;
  });
}
