import { referenceDevice } from '../backend/reference/device.ts';
import { onDevice } from '../backend/devices.ts';
import { ArgumentError, GradientError } from '../core/errors.ts';
import { Generator } from '../core/random.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { gradients } from '../graph/backward.ts';
import { enableGrad, noGrad } from '../graph/grad-mode.ts';
import { scope, track } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import { leafOf, valuesOf, type Operand } from './copy.ts';
import { epsilon64, quotient, type Probe, type StepOptions } from './difference.ts';
import { GradcheckError } from './gradcheck-error.ts';
import { evaluate, subjectOf, type ModuleLike, type Subject, type TensorFunction } from './subject.ts';

/** How a gradient is checked. */
export interface GradcheckOptions extends StepOptions {
  /** Largest relative difference. Default 1e-6, for the second order 1e-5. */
  readonly rtol?: number;
  /** Largest difference where the derivative is near 0. Default `rtol` / 1000. */
  readonly atol?: number;
  /** Seeds the direction and the cotangent. Default 0. */
  readonly seed?: number;
  /** Up to so many elements of an input, and of the outputs, every derivative is compared. Default 32. */
  readonly fullJacobian?: number;
  /** How reports call the function. Default: its own name. */
  readonly name?: string;
  /** How reports call the inputs. Default `inputs[0]`, `inputs[1]`, ... */
  readonly inputNames?: readonly string[];
}

/** What a check measured. */
export interface GradcheckReport {
  /** Largest |rule - difference| over everything compared, relative to the larger of the two (to the terms where they cancel) plus `atol / rtol`. */
  readonly worstRelativeError: number;
  /** Numbers that were compared. */
  readonly comparisons: number;
}

/**
 * Checks gradients against central differences, in float64 on `reference` whatever device the inputs are on.
 *
 * For every float input, and every parameter of a module: with a random unit direction u and random cotangents v,
 * <v, (f(x + hu) - f(x - hu)) / 2h> is compared with <vjp(v), u>; small inputs also element by element. A module is
 * run as a copy: its parameters, gradients and buffers stay as they are.
 *
 * @throws {GradcheckError} naming the input, its worst element, both values, h and the seed.
 * @throws {DeviceError} if the function closes over tensors of another device.
 * @example gradcheck((x, w) => softmax(matMul(x, w)), [rand([2, 3]), rand([3, 4])]).worstRelativeError < 1e-6; // true
 */
export function gradcheck(
  fn: TensorFunction | ModuleLike,
  inputs: readonly (Tensor | number)[],
  options: GradcheckOptions = {},
): GradcheckReport {
  const subject = subjectOf('gradcheck', fn, inputs, options.inputNames ?? [], options.name);
  return checkSubject(subject, 1, options);
}

/**
 * Checks gradients of gradients: the function's vjp is itself checked as a function of the inputs and the cotangents.
 *
 * @throws {GradcheckError} as `gradcheck`.
 * @example gradgradcheck((x) => tanh(x), [rand([3])]).worstRelativeError < 1e-5; // true
 */
export function gradgradcheck(
  fn: TensorFunction | ModuleLike,
  inputs: readonly (Tensor | number)[],
  options: GradcheckOptions = {},
): GradcheckReport {
  const subject = subjectOf('gradgradcheck', fn, inputs, options.inputNames ?? [], options.name);
  return checkSubject(vjpOf(subject, options.seed ?? 0), 2, options);
}

/** The vjp of a subject as a function of its operands and the cotangents of its outputs. @internal */
export function vjpOf(subject: Subject, seed: number): Subject {
  const shapes = outputShapes(subject);
  const generator = new Generator(seed).fork();
  const cotangents = shapes.map((shape, k): Operand => ({
    name: shapes.length === 1 ? 'the incoming gradient' : `the incoming gradient ${k}`,
    values: generator.randn(sizeOf(shape)),
    shape,
    differentiable: true,
    dtype: 'float64',
  }));
  const count = subject.operands.length;
  return {
    ...subject,
    operands: [...subject.operands, ...cotangents],
    run: (leaves) => {
      const outputs = enableGrad(() => subject.run(leaves.slice(0, count)));
      return backpropagate(
        outputs,
        leaves.slice(count),
        leaves.slice(0, count).filter((leaf) => leaf.requiresGrad),
        true,
      );
    },
  };
}

/** Gradients of outputs with respect to leaves: zeros where an output does not depend on them. */
function backpropagate(
  outputs: readonly Tensor[],
  cotangents: readonly Tensor[],
  leaves: readonly Tensor[],
  createGraph: boolean,
): Tensor[] {
  const roots = outputs.map((output, k) => ({ output, cotangent: cotangents[k]! })).filter(({ output }) => output.requiresGrad);
  return gradients(
    roots.map(({ output }) => output),
    roots.map(({ cotangent }) => cotangent),
    leaves,
    { createGraph, allowUnused: true },
  ).map(track);
}

function outputShapes(subject: Subject): Shape[] {
  return onDevice(referenceDevice, () => scopedShapes(subject));
}

function scopedShapes(subject: Subject): Shape[] {
  let shapes: Shape[] = [];
  scope(() => {
    noGrad(() => {
      shapes = subject.run(subject.operands.map((operand) => leafOf(operand, false))).map((output) => output.shape);
    });
  });
  return shapes;
}

/** What the comparisons of one check share. */
interface Comparison {
  readonly subject: Subject;
  readonly order: 1 | 2;
  readonly options: GradcheckOptions;
  readonly rtol: number;
  readonly atol: number;
  readonly seed: number;
  worst: number;
  count: number;
}

/** Checks one subject at one order. @internal */
export function checkSubject(subject: Subject, order: 1 | 2, options: GradcheckOptions): GradcheckReport {
  const rtol = options.rtol ?? (order === 1 ? 1e-6 : 1e-5);
  const seed = options.seed ?? 0;
  const comparison: Comparison = { subject, order, options, rtol, atol: options.atol ?? rtol / 1000, seed, worst: 0, count: 0 };
  const { operands } = subject;
  if (!operands.some((operand) => operand.differentiable)) {
    throw new ArgumentError(
      `${subject.check}: there is no float input to differentiate: inputs are ${operands.map(({ dtype }) => dtype).join(', ')}.`,
      'inputs',
      operands.length,
    );
  }
  const base = evaluate(subject, new Map(), order === 2);
  checkRepeatable(subject, base, evaluate(subject, new Map(), order === 2));
  const generator = new Generator(seed);
  const cotangents = base.map((output) => generator.randn(output.length));
  const { gradients: analytic, shapes } = vjpAt(subject, cotangents);
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]!;
    if (!operand.differentiable || operand.values.length === 0) continue;
    const values = Float64Array.from(operand.values);
    const probe: Probe = {
      values,
      shape: operand.shape,
      at: (moved) => finite(subject, operand, evaluate(subject, new Map([[i, moved]]), order === 2)),
    };
    compareAlongDirection(comparison, probe, operand, cotangents, analytic[i]!, generator);
    if (order === 1) compareJacobian(comparison, probe, operand, i, shapes);
  }
  return { worstRelativeError: comparison.worst, comparisons: comparison.count };
}

/** Gradients of all operands for given cotangents; empty arrays for those that have none. */
function vjpAt(
  { operands, run }: Subject,
  cotangents: readonly Float64Array[],
): { readonly gradients: Float64Array[]; readonly shapes: Shape[] } {
  return onDevice(referenceDevice, () => {
    const found: Float64Array[] = operands.map(() => new Float64Array(0));
    let shapes: Shape[] = [];
    scope(() => {
      const leaves = operands.map((operand) => leafOf(operand, true));
      const outputs = enableGrad(() => run(leaves));
      shapes = outputs.map((output) => output.shape);
      const seeds = outputs.map((output, k) =>
        leafOf({ name: '', values: cotangents[k]!, shape: output.shape, differentiable: true, dtype: 'float64' }, false),
      );
      const targets = leaves.map((leaf, i) => ({ leaf, i })).filter(({ leaf }) => leaf.requiresGrad);
      const results = backpropagate(
        outputs,
        seeds,
        targets.map(({ leaf }) => leaf),
        false,
      );
      targets.forEach(({ i }, k) => {
        found[i] = valuesOf(results[k]!);
      });
    });
    return { gradients: found, shapes };
  });
}

function checkRepeatable({ check, name }: Subject, first: readonly Float64Array[], second: readonly Float64Array[]): void {
  const same = first.every((output, k) => output.every((y, i) => Object.is(y, second[k]![i]!)));
  if (!same) {
    throw new GradientError(
      `${check}: ${name} gives two answers for the same inputs. Take the randomness out: seed a generator inside it, or switch the module to eval().`,
    );
  }
}

function finite({ check, name }: Subject, operand: Operand, outputs: Float64Array[]): Float64Array[] {
  for (const output of outputs) {
    const at = output.findIndex((y) => !Number.isFinite(y));
    if (at >= 0) {
      throw new GradientError(
        `${check}: ${name} is not finite next to the given ${operand.name}: output element ${at} is ${output[at]!}. Choose inputs inside its domain.`,
      );
    }
  }
  return outputs;
}

function compareAlongDirection(
  comparison: Comparison,
  probe: Probe,
  operand: Operand,
  cotangents: readonly Float64Array[],
  analytic: Float64Array,
  generator: Generator,
): void {
  const direction = unit(generator.randn(probe.values.length));
  const weighted = weigh(probe, direction, cotangents, comparison.options);
  const byRule = dot(analytic, direction);
  // The size that the product with a random direction has on average.
  const usual = Math.sqrt(dot(analytic, analytic) / analytic.length);
  const terms = analytic.reduce((sum, gradient, j) => sum + Math.abs(gradient * direction[j]!), 0);
  if (agrees(comparison, weighted.slope, byRule, usual, weighted.noise, Math.max(terms, weighted.terms))) return;
  throw (
    worstElement(comparison, probe, operand, cotangents, analytic) ??
    mismatch(comparison, operand, null, null, byRule, weighted.slope, weighted.h)
  );
}

/** Slope of <v, f> along a direction, and how much of it rounding may have made. */
function weigh(
  probe: Probe,
  direction: Float64Array,
  cotangents: readonly Float64Array[],
  options: StepOptions,
): { slope: number; terms: number; noise: number; h: number } {
  const { slopes, magnitudes, h } = quotient(probe, direction, options);
  let slope = 0;
  let terms = 0;
  let magnitude = 0;
  cotangents.forEach((v, k) => {
    slope += dot(v, slopes[k]!);
    for (let i = 0; i < v.length; i++) {
      terms += Math.abs(v[i]! * slopes[k]![i]!);
      magnitude += Math.abs(v[i]!) * magnitudes[k]![i]!;
    }
  });
  return { slope, terms, noise: noiseOf(magnitude, h), h };
}

/** Rounding of the two values that were subtracted: some units in the last place, divided by the step. */
function noiseOf(magnitude: number, h: number): number {
  return (16 * epsilon64 * magnitude) / h;
}

/** Elements of an input beyond which a failure is not traced to one of them. */
const traceable = 4096;

function worstElement(
  comparison: Comparison,
  probe: Probe,
  operand: Operand,
  cotangents: readonly Float64Array[],
  analytic: Float64Array,
): GradcheckError | null {
  if (analytic.length > traceable) return null;
  let worst: GradcheckError | null = null;
  let largest = 0;
  for (let j = 0; j < analytic.length; j++) {
    const { slope, noise, h } = weigh(probe, axisDirection(analytic.length, j), cotangents, comparison.options);
    const error = Math.abs(slope - analytic[j]!);
    if (Number.isNaN(error) || (error > largest && error > noise + comparison.rtol * Math.abs(slope))) {
      largest = Number.isNaN(error) ? Infinity : error;
      worst = mismatch(comparison, operand, indexOf(j, operand.shape), null, analytic[j]!, slope, h);
    }
  }
  return worst;
}

function compareJacobian(comparison: Comparison, probe: Probe, operand: Operand, position: number, shapes: readonly Shape[]): void {
  const limit = comparison.options.fullJacobian ?? 32;
  const sizes = shapes.map(sizeOf);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (probe.values.length > limit || total > limit || total === 0) return;
  const columns = probe.values.length;
  const numeric = Array.from({ length: columns }, (_, j) => quotient(probe, axisDirection(columns, j), comparison.options));
  for (let k = 0; k < sizes.length; k++) {
    for (let row = 0; row < sizes[k]!; row++) {
      const cotangents = sizes.map((size, other) => (other === k ? axisDirection(size, row) : new Float64Array(size)));
      const analytic = vjpAt(comparison.subject, cotangents).gradients[position]!;
      const usual = Math.sqrt(dot(analytic, analytic) / columns);
      for (let j = 0; j < columns; j++) {
        const { slopes, magnitudes, h } = numeric[j]!;
        if (agrees(comparison, slopes[k]![row]!, analytic[j]!, usual, noiseOf(magnitudes[k]![row]!, h))) continue;
        throw mismatch(comparison, operand, indexOf(j, operand.shape), indexOf(row, shapes[k]!), analytic[j]!, slopes[k]![row]!, h);
      }
    }
  }
}

/** `terms` is what was added up to give the numbers: errors are reported relative to it where it cancels. */
function agrees(comparison: Comparison, numeric: number, analytic: number, usual: number, noise: number, terms = 0): boolean {
  const error = Math.abs(numeric - analytic);
  const size = Math.max(Math.abs(numeric), Math.abs(analytic), usual);
  comparison.count++;
  comparison.worst = Math.max(comparison.worst, error / (Math.max(size, terms) + comparison.atol / comparison.rtol));
  return error <= comparison.rtol * size + comparison.atol + noise;
}

function mismatch(
  { subject, order, seed }: Comparison,
  operand: Operand,
  index: readonly number[] | null,
  outputIndex: readonly number[] | null,
  analytic: number,
  numeric: number,
  h: number,
): GradcheckError {
  return new GradcheckError({
    check: subject.check,
    op: subject.name,
    order,
    input: operand.name,
    inputShape: operand.shape,
    index,
    outputIndex,
    analytic,
    numeric,
    h,
    seed,
  });
}

function unit(direction: Float64Array): Float64Array {
  const length = Math.sqrt(dot(direction, direction));
  return direction.map((value) => value / length);
}

function axisDirection(size: number, at: number): Float64Array {
  const direction = new Float64Array(size);
  direction[at] = 1;
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The index of an element from its place in row-major order. */
function indexOf(place: number, shape: Shape): number[] {
  const index: number[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(place % shape[axis]!);
    place = Math.floor(place / shape[axis]!);
  }
  return index;
}
