import fc from 'fast-check';
import type { Device } from '../backend/device.ts';
import { device as allDevices } from '../backend/devices.ts';
import { referenceDevice } from '../backend/reference/device.ts';
import type { Shape } from '../core/shape.ts';
import type { ListOp, Op } from '../graph/op.ts';
import type { Tensor } from '../graph/tensor.ts';
import { checkOnDevice, type DeviceErrors } from './check-devices.ts';
import { checkErrors, thrownBy, type ExpectedError } from './check-errors.ts';
import { checkForward, type Oracle } from './check-forward.ts';
import { checkSaving, checkSharing } from './check-graph.ts';
import { checkNaN } from './check-nan.ts';
import { checkShapes } from './check-shapes.ts';
import { checkSubject } from './check-subject.ts';
import { OpCheckError } from './op-check-error.ts';
import { caseSource, cases, fixedCases, type AttrsFor } from './op-case.ts';
import { describeCase, operandsOf, opUnderTest, type AnyFunction, type DomainFor, type OpCase, type OpUnderTest } from './op-under-test.ts';
import type { Subject } from './subject.ts';
import { vjpOf } from './vjp-of.ts';

/** What the contract of an op is checked with. */
export interface CheckOptions<I extends string = string, A = object> {
  /** Shapes of the operands. Default: shapes that broadcast together if the op broadcasts, else one shape for all. */
  readonly shapes?: fc.Arbitrary<Readonly<Record<I, Shape>>>;
  /** Attributes; they may depend on the shapes. Default: none are passed. */
  readonly attrs?: AttrsFor<I, A>;
  /** Random cases. Default 100. */
  readonly runs?: number;
  /** Seed of the cases. Default: a fresh one, printed on failure. */
  readonly seed?: number;
  /** With `seed`, runs the failing case that a report named. */
  readonly path?: string;
  /** Report the first failing case as it is, without shrinking it. Default false. */
  readonly endOnFailure?: boolean;
  /** How often the op can be differentiated: 0 if its rules are all null. Default 2. */
  readonly orders?: 0 | 1 | 2;
  /** Largest relative difference from central differences. Default 1e-6, for the second order 1e-5. */
  readonly rtol?: number;
  /** False if the op may swallow NaN: a comparison, an index. Default true. */
  readonly nan?: boolean;
  /** What the outputs should be, by another way. */
  readonly oracle?: Oracle;
  /** What the op must refuse, and with which words. */
  readonly errors?: readonly ExpectedError<I, A>[];
  /** Devices to compare with `reference`. Default: those that are started. */
  readonly devices?: readonly Device[];
  /** Multiplies the float32 tolerance. Default 1; larger only with the measured error beside it. */
  readonly slack?: number;
  /** How reports call the op. Default: its own name. */
  readonly name?: string;
}

/** What a passed check measured. */
export interface OpReport {
  readonly op: string;
  readonly cases: number;
  /** Cases in which a NaN in an operand came out. */
  readonly nanCases: number;
  /** Largest relative difference from central differences, by order; absent if not differentiable so often. */
  readonly gradient: readonly number[];
  /** Largest difference from `reference` by device. */
  readonly devices: Readonly<Record<string, Readonly<DeviceErrors>>>;
}

/**
 * Checks the whole contract of an op on random cases: it runs in any test runner, and throws on the first breach.
 *
 * On `reference`: the same answer twice, no node under `noGrad`, nothing left alive, gradients of first and second
 * order against central differences in float64, one tensor as two operands, an output used twice, constants that save
 * nothing, NaN that comes through. On every other started device: outputs, gradients and NaN as on `reference`.
 * A failing case shrinks to fewer and shorter axes and plainer attributes.
 *
 * @throws {OpCheckError} with the smallest failing case, what is wrong there, and how to run it again.
 * @example await checkOp(tanh, { x: anyReal }, { runs: 10 });
 */
export function checkOp<const I extends readonly string[], A, S extends keyof A>(
  op: Op<I, A, S>,
  domains: { readonly [K in I[number]]: DomainFor<I[number], NoInfer<A>> },
  options?: CheckOptions<I[number], NoInfer<A>>,
): Promise<OpReport>;
export function checkOp<I extends string, A, S extends keyof A>(
  op: ListOp<A, S>,
  domains: { readonly [K in I]: DomainFor<I, NoInfer<A>> },
  options?: CheckOptions<I, NoInfer<A>>,
): Promise<OpReport>;
export function checkOp<I extends string, A>(
  fn: (...args: never[]) => Tensor | readonly Tensor[],
  domains: { readonly [K in I]: DomainFor<I, A> },
  options?: CheckOptions<I, A>,
): Promise<OpReport>;
export async function checkOp(fn: object, domains: object, given: object = {}): Promise<OpReport> {
  const options = given as CheckOptions<string, never>;
  const op = opUnderTest(fn as AnyFunction, domains as Readonly<Record<string, unknown>>, options.name);
  const source = caseSource(op, options.shapes, options.attrs);
  const devices = options.devices ?? startedDevices();
  const measured: Measured = {
    cases: 0,
    nanCases: 0,
    gradient: [],
    devices: Object.fromEntries(devices.map(({ name }) => [name, { forward: 0, vjp: 0 }])),
  };
  checkErrors(op, options.errors ?? [], options.shapes === undefined);
  await checkUndeclaredBroadcast(op, options);
  const property = fc.asyncProperty(cases(source), (at) => checkCase(op, at, options, devices, measured));
  const details = await fc.check(property, {
    numRuns: options.runs ?? 100,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.path === undefined ? {} : { path: options.path }),
    endOnFailure: options.endOnFailure ?? false,
    examples: fixedCases(source).map((at): [OpCase] => [at]),
  });
  if (details.failed) throw failure(op, details);
  return { op: op.name, ...measured };
}

interface Measured {
  cases: number;
  nanCases: number;
  readonly gradient: number[];
  readonly devices: Readonly<Record<string, DeviceErrors>>;
}

function startedDevices(): Device[] {
  return allDevices
    .list()
    .filter(({ name, started }) => started && name !== 'reference')
    .map(({ name }) => allDevices.get(name));
}

async function checkCase(
  op: OpUnderTest,
  at: OpCase,
  options: CheckOptions<string, never>,
  devices: readonly Device[],
  measured: Measured,
): Promise<void> {
  const operands = operandsOf(op, at);
  checkForward(op, at, operands, referenceDevice, options.oracle);
  checkShapes(op, at, operands, referenceDevice);
  const orders = operands.some((operand) => operand.differentiable) ? (options.orders ?? 2) : 0;
  const rtol = options.rtol === undefined ? {} : { rtol: options.rtol };
  const subject: Subject = { check: 'checkOp', name: op.name, operands, run: (leaves) => op.call(leaves, at.attrs) };
  if (orders > 0) {
    note(measured.gradient, 0, checkSubject(subject, 1, { ...rtol, seed: at.seed }).worstRelativeError);
    checkSharing(op, at, operands);
  }
  if (orders > 1) note(measured.gradient, 1, checkSubject(vjpOf(subject, at.seed), 2, { ...rtol, seed: at.seed }).worstRelativeError);
  checkSaving(op, at, operands);
  for (const device of devices) await checkOnDevice(op, at, operands, device, measured.devices[device.name]!, options.slack ?? 1);
  if (options.nan !== false && (await checkNaN(op, at, operands, devices))) measured.nanCases++;
  measured.cases++;
}

function note(errors: number[], order: number, error: number): void {
  errors[order] = Math.max(errors[order] ?? 0, error);
}

/** An op over one shape refuses others, or does with them what a broadcasting op must: `broadcasts: true` is easily forgotten. */
async function checkUndeclaredBroadcast(op: OpUnderTest, options: CheckOptions<string, never>): Promise<void> {
  if (
    options.shapes !== undefined ||
    options.attrs !== undefined ||
    op.descriptor === null ||
    op.descriptor.broadcasts ||
    op.inputs.length < 2
  )
    return;
  for (const narrow of op.inputs) {
    const shapes = Object.fromEntries(op.inputs.map((name) => [name, name === narrow ? [3] : [2, 3]]));
    const at: OpCase = { shapes, attrs: undefined, seed: 0 };
    if (thrownBy(op, at) !== undefined) continue;
    try {
      await checkCase(op, at, options, [], { cases: 0, nanCases: 0, gradient: [], devices: {} });
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error);
      throw new OpCheckError(
        `checkOp: ${op.name} takes operands that broadcast and does not say so: ${describeCase(op, at)}. Add broadcasts: true, or refuse them in outShape.\n${found}`,
        op.name,
        {},
        { cause: error },
      );
    }
  }
}

function failure(op: OpUnderTest, details: fc.RunDetails<[OpCase]>): OpCheckError {
  const error = details.errorInstance;
  const at = details.counterexample?.[0];
  const found = error instanceof Error ? error.message : String(error);
  const path = details.counterexamplePath ?? undefined;
  const lines = [
    `checkOp: ${op.name} breaks its contract.`,
    found,
    ...(at === undefined
      ? []
      : [`Smallest failing case: ${describeCase(op, at)} (run ${details.numRuns}, shrunk ${details.numShrinks} times).`]),
    `Run it again with checkOp(${op.name}, ..., { seed: ${details.seed}${path === undefined ? '' : `, path: '${path}'`} }).`,
  ];
  return new OpCheckError(lines.join('\n'), op.name, { seed: details.seed, path }, { cause: error });
}
