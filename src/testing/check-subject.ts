import { ArgumentError, GradientError } from '../core/errors.ts';
import { Generator } from '../core/random.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import type { Operand } from './copy.ts';
import { epsilon64, quotient, type Probe, type StepOptions } from './difference.ts';
import { GradcheckError } from './gradcheck-error.ts';
import type { GradcheckOptions, GradcheckReport } from './gradcheck.ts';
import { evaluate, type Subject } from './subject.ts';
import { axisDirection, dot, indexOf, unit } from './vector.ts';
import { vjpAt } from './vjp-of.ts';

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
