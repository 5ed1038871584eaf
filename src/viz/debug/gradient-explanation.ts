import { numberText } from '../number-text.ts';
import type { ShownValues } from '../model.ts';
import type { Barrier } from './uses.ts';

/** Where a path ends before it comes back to the parameter, and why. */
export interface PathStop {
  readonly reason: Barrier | 'zero';
  readonly op: string;
  readonly modulePath: string;
  readonly source: string | undefined;
  /** In words, such as: dead ReLU: none of its inputs is positive. */
  readonly explanation: string;
}

/** One way from the parameter to the loss. */
export interface GradientPath {
  /** Names of the ops, from the parameter to the loss. */
  readonly ops: readonly string[];
  /** What it adds to the gradient, measured along it; the shares of all paths sum to 1. Null if the gradient is null or 0. */
  readonly share: number | null;
  /** Square root of the sum of squares of what comes over this path. */
  readonly norm: number;
  readonly stop: PathStop | null;
}

/** Where a gradient comes from, or why there is none. */
export interface GradientExplanation {
  /** `flows`, or why the gradient is null or 0. */
  readonly status: 'flows' | 'zero' | Barrier | 'not reached' | 'requires no grad';
  readonly gradient: ShownValues | null;
  /** Largest share first, at most as many as asked for. */
  readonly paths: readonly GradientPath[];
  /** How many paths there are, also those that were not followed. */
  readonly pathCount: number;
  /** All of it in words. */
  readonly text: string;
}

/** The explanation with its text. */
export function explained(name: string, known: Omit<GradientExplanation, 'text'>): GradientExplanation {
  const lines = [`${name}: ${headline(known)}`, ...known.paths.map(pathText), ...leftOut(known)];
  return { ...known, text: lines.join('\n') };
}

/** What is said of paths that were not followed. */
function leftOut({ paths, pathCount }: Omit<GradientExplanation, 'text'>): string[] {
  const count = pathCount - paths.length;
  if (count <= 0) return [];
  const share = paths.reduce((sum, path) => sum + (path.share ?? 0), 0);
  const rest = paths.some((path) => path.share !== null) ? `${percentText(1 - share)} ` : '';
  return [`  ${rest}${countText(count)} more ${count === 1 ? 'path' : 'paths'}`];
}

function headline({ status, gradient, paths, pathCount }: Omit<GradientExplanation, 'text'>): string {
  const stop = paths.find((path) => path.stop !== null)?.stop;
  switch (status) {
    case 'flows':
      return `the gradient has norm ${numberText(gradient!.norm)}, over ${pathCount === 1 ? 'one path' : `${countText(pathCount)} paths`}.`;
    case 'zero':
      return stop === null || stop === undefined
        ? 'the gradient is 0: what comes over its paths cancels.'
        : `the gradient is 0: ${stop.explanation}`;
    case 'not reached':
      return 'there is no gradient: the loss is not computed from it.';
    case 'requires no grad':
      return 'there is no gradient: it requires none. Call setRequiresGrad() before the loss is computed.';
    case 'detached':
    case 'noGrad':
    case 'not differentiable':
      return `there is no gradient: ${stop?.explanation ?? status}`;
  }
}

function pathText({ ops, share, norm, stop }: GradientPath): string {
  const part = share === null ? '' : `${percentText(share)} `;
  return `  ${part}${ops.join(' > ')}: ${stop === null ? `norm ${numberText(norm)}` : stop.explanation}`;
}

/** Counts grow as powers of the depth. */
function countText(count: number): string {
  return count < 1e6 ? String(count) : count.toExponential(1);
}

function percentText(share: number): string {
  return `${numberText(share * 100)}%`;
}
