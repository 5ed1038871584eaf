import { ArgumentError } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import { argMax } from '../ops/reduce/arg-max.ts';
import { checkState, isCount, isNumbers, isRecord } from '../optim/state-checks.ts';
import { checkClasses, type Metric } from './metric.ts';

/** How often each true class (row) was taken for each class (column). */
export interface ConfusionMatrix extends Metric {
  readonly counts: readonly (readonly number[])[];
}

/** How the values of classes become one: 'macro' is their mean, 'micro' counts all classes together, a number is that class's. */
export type Averaging = 'macro' | 'micro' | number;

/**
 * Counts true against predicted classes; the metric's number is the accuracy.
 *
 * Shapes: `output` [N, C], `target` int32 [N] or one-hot [N, C]
 *
 * @throws {ArgumentError} if `classes` is no count, or a batch has a class beyond it; {ShapeError} if the target has no class
 *   for each row.
 * @example confusionMatrix(10).counts.length; // 10
 */
export function confusionMatrix(classes: number): ConfusionMatrix {
  checkCount('confusionMatrix', 'classes', classes);
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  return {
    name: 'confusionMatrix',
    counts,
    async update(output, target) {
      checkClasses('confusionMatrix', output, target);
      const [predicted, actual] = await classesOf(output, target);
      for (let i = 0; i < actual.length; i++) {
        if (counts[actual[i]!]?.[predicted[i]!] === undefined) {
          throw new ArgumentError(
            `confusionMatrix: a class is out of range: true ${actual[i]}, predicted ${predicted[i]}, classes ${classes}. Give the number of classes of the model.`,
            'classes',
            classes,
          );
        }
      }
      for (let i = 0; i < actual.length; i++) counts[actual[i]!]![predicted[i]!]!++;
    },
    result: () => ratio(sumOf(counts.map((row, i) => row[i]!)), sumOf(counts.flat())),
    reset: () => {
      for (const row of counts) row.fill(0);
    },
    getState: () => ({ counts: counts.map((row) => [...row]) }),
    setState: (state: { readonly counts: readonly (readonly number[])[] }) => {
      const rows: unknown = isRecord(state) ? state.counts : null;
      const fits = Array.isArray(rows) && rows.length === classes && rows.every((row) => isCounts(row, classes));
      checkState('confusionMatrix', state, fits);
      counts.forEach((row, i) => row.splice(0, classes, ...state.counts[i]!));
    },
  };
}

/**
 * Of what was taken for a class, the share that is of it: TP / (TP + FP). A class that was never predicted counts 0.
 *
 * Shapes: `output` [N, C], `target` int32 [N] or one-hot [N, C]
 *
 * @param averaging - Over classes: 'macro' (default) is the mean of theirs, 'micro' counts all together, a number is that class.
 * @throws {ArgumentError} as confusionMatrix, or if `averaging` is none.
 * @example precision(2).name; // 'precision'
 */
export function precision(classes: number, averaging: Averaging = 'macro'): Metric {
  return perClass('precision', classes, averaging, ({ right, predicted }) => ratio(right, predicted));
}

/**
 * Of what is of a class, the share that was taken for it: TP / (TP + FN). A class that never occurs counts 0.
 *
 * Shapes: `output` [N, C], `target` int32 [N] or one-hot [N, C]
 *
 * @param averaging - As of precision.
 * @throws {ArgumentError} as confusionMatrix, or if `averaging` is none.
 * @example recall(2).name; // 'recall'
 */
export function recall(classes: number, averaging: Averaging = 'macro'): Metric {
  return perClass('recall', classes, averaging, ({ right, actual }) => ratio(right, actual));
}

/**
 * Harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN).
 *
 * Shapes: `output` [N, C], `target` int32 [N] or one-hot [N, C]
 *
 * @param averaging - As of precision.
 * @throws {ArgumentError} as confusionMatrix, or if `averaging` is none.
 * @example f1(2).name; // 'f1'
 */
export function f1(classes: number, averaging: Averaging = 'macro'): Metric {
  return perClass('f1', classes, averaging, ({ right, predicted, actual }) => ratio(2 * right, predicted + actual));
}

interface Tally {
  readonly right: number;
  readonly predicted: number;
  readonly actual: number;
}

function perClass(name: string, classes: number, averaging: Averaging, measure: (tally: Tally) => number): Metric {
  checkCount(name, 'classes', classes);
  const isClass = isCount(averaging) && averaging < classes;
  if (!isClass && averaging !== 'macro' && averaging !== 'micro')
    throw new ArgumentError(
      `${name}: averaging must be 'macro', 'micro' or a class below ${classes}: averaging ${averaging}. Leave it out for 'macro'.`,
      'averaging',
      averaging,
    );
  const matrix = confusionMatrix(classes);
  const tally = (one: number): Tally => ({
    right: matrix.counts[one]![one]!,
    predicted: sumOf(matrix.counts.map((row) => row[one]!)),
    actual: sumOf(matrix.counts[one]!),
  });
  return {
    ...matrix,
    name,
    result() {
      if (typeof averaging === 'number') return measure(tally(averaging));
      const tallies = matrix.counts.map((_, one) => tally(one));
      if (averaging === 'macro') return sumOf(tallies.map(measure)) / classes;
      const total = (of: keyof Tally): number => sumOf(tallies.map((one) => one[of]));
      return measure({ right: total('right'), predicted: total('predicted'), actual: total('actual') });
    },
  };
}

/**
 * Share of rows whose class is among the `k` largest outputs.
 *
 * Shapes: `output` [N, C], `target` int32 [N] or one-hot [N, C]
 *
 * @throws {ArgumentError} if `k` is no count, or a batch has a class beyond the outputs; {ShapeError} as confusionMatrix.
 * @example topKAccuracy(5).name; // 'top5Accuracy'
 */
export function topKAccuracy(k: number): Metric {
  checkCount('topKAccuracy', 'k', k);
  let right = 0;
  let rows = 0;
  return {
    name: `top${k}Accuracy`,
    async update(output, target) {
      checkClasses('topKAccuracy', output, target);
      const [values, classes] = [await output.data(), await labelsOf(target, output)];
      const width = output.shape.at(-1)!;
      const stranger = Array.from(classes).find((one) => !(one >= 0 && one < width));
      if (stranger !== undefined) {
        throw new ArgumentError(
          `topKAccuracy: a class is out of range: true ${stranger}, classes ${width}. Give class numbers from 0.`,
          'target',
          stranger,
        );
      }
      for (let i = 0; i < classes.length; i++) {
        const row = values.subarray(i * width, (i + 1) * width);
        const own = row[classes[i]!]!;
        // A NaN is no output: neither larger than the others nor right.
        if (!Number.isNaN(own) && row.filter((value) => value > own).length < k) right++;
        rows++;
      }
    },
    result: () => ratio(right, rows),
    reset: () => {
      right = 0;
      rows = 0;
    },
    getState: () => ({ right, rows }),
    setState: (state: { readonly right: number; readonly rows: number }) => {
      checkState('topKAccuracy', state, isNumbers(state));
      ({ right, rows } = state);
    },
  };
}

async function classesOf(output: Tensor, target: Tensor): Promise<[ArrayLike<number>, ArrayLike<number>]> {
  const predicted = argMax(output, -1);
  const found = await predicted.data();
  predicted.dispose();
  return [found, await labelsOf(target, output)];
}

async function labelsOf(target: Tensor, output: Tensor): Promise<ArrayLike<number>> {
  if (target.rank !== output.rank) return target.data();
  const classes = argMax(target, -1);
  const labels = await classes.data();
  classes.dispose();
  return labels;
}

function isCounts(row: unknown, length: number): boolean {
  return Array.isArray(row) && row.length === length && row.every(isCount);
}

function checkCount(name: string, argument: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new ArgumentError(`${name}: ${argument} must be a whole number from 1: ${argument} ${value}. Give a count.`, argument, value);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** 0 where there is nothing to share. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
