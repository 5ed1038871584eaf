import { MegagradError } from '../core/errors.ts';
import { format, type Shape } from '../core/shape.ts';

/** Where and by how much a gradient differs from central differences. */
export interface GradientMismatch {
  /** The check that found it. */
  readonly check: string;
  /** The op, function or module. */
  readonly op: string;
  /** 1 for the gradient, 2 for the gradient of the gradient. */
  readonly order: 1 | 2;
  /** The input whose gradient is wrong. */
  readonly input: string;
  readonly inputShape: Shape;
  /** Index of the worst element of the input; null if only a sum over all was compared. */
  readonly index: readonly number[] | null;
  /** Index of the output element whose derivative it is; null if a weighted sum of all was taken. */
  readonly outputIndex: readonly number[] | null;
  /** What the gradient rule gives. */
  readonly analytic: number;
  /** What central differences give. */
  readonly numeric: number;
  /** The step of the differences. */
  readonly h: number;
  /** Seeds the direction and the cotangent. */
  readonly seed: number;
}

/** A gradient rule that central differences contradict. */
export class GradcheckError extends MegagradError {
  readonly mismatch: GradientMismatch;
  constructor(mismatch: GradientMismatch) {
    super(textOf(mismatch));
    this.mismatch = mismatch;
  }

  override get name(): string {
    return 'GradcheckError';
  }
}

function textOf({ check, op, order, input, inputShape, index, outputIndex, analytic, numeric, h, seed }: GradientMismatch): string {
  const at = index === null ? `along a random direction in ${input}` : `at ${input}${format(index)}`;
  const of = outputIndex === null ? 'a random weighting of the output' : `output${format(outputIndex)}`;
  const what = order === 1 ? 'the gradient' : 'the gradient of the gradient';
  return (
    `${check}: ${what} of ${op} with respect to ${input} is wrong: ${at} of shape ${format(inputShape)}, the derivative of ${of} is ` +
    `${numeric} by central differences, ${analytic} by the rule${relation(analytic, numeric)} (h ${h.toExponential(2)}, seed ${seed}).`
  );
}

/** The common mistakes by their ratio. */
function relation(analytic: number, numeric: number): string {
  if (!Number.isFinite(analytic) || numeric === 0) return '';
  if (analytic === 0) return ': the rule drops it';
  const ratio = analytic / numeric;
  const near = [-1, 2, 0.5, -2, -0.5, 3, 4].find((factor) => Math.abs(ratio / factor - 1) < 1e-4);
  return near === undefined ? '' : near === -1 ? ': the sign is wrong' : `: ${near} times as much`;
}
