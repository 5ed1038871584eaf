import { ArgumentError } from '../core/errors.ts';
import { noGrad } from '../graph/grad-mode.ts';
import type { Parameter } from '../graph/parameter.ts';
import { keep, scope } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { add } from '../ops/elementwise/add.ts';
import { clip } from '../ops/elementwise/clip.ts';
import { div } from '../ops/elementwise/div.ts';
import { maximum } from '../ops/elementwise/maximum.ts';
import { minimum } from '../ops/elementwise/minimum.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { pow } from '../ops/elementwise/pow.ts';
import { square } from '../ops/elementwise/square.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { max } from '../ops/reduce/max.ts';
import { sum } from '../ops/reduce/sum.ts';
import { checkParameters } from './check-parameters.ts';

/** Options of `clipGradNorm`. */
export interface ClipNormOptions {
  /** Which norm: 1, 2, Infinity or another order. Default 2. */
  readonly order?: number;
}

/**
 * Scales the gradients of all parameters together so that their norm is at most `maxNorm`: by `maxNorm / (norm + 1e-6)`
 * where that is below 1, as PyTorch and the book's second volume.
 *
 * The norm stays on the device: reading it is up to the caller, and no step waits for it.
 *
 * @returns the norm before, a scalar.
 * @throws {ArgumentError} if maxNorm or order is not above 0, or no parameter has a gradient.
 * @example
 * const model = new Linear(1, 1, { weight: init.constant(2), bias: false });
 * model.forward(tensor([[3]])).backward();
 * clipGradNorm(model.parameters(), 1).item(); // 3
 */
export function clipGradNorm(parameters: readonly Parameter[], maxNorm: number, { order = 2 }: ClipNormOptions = {}): Tensor {
  if (!(maxNorm > 0))
    throw new ArgumentError(
      `clipGradNorm: maxNorm must be above 0: maxNorm ${maxNorm}. It is the largest norm that gradients keep.`,
      'maxNorm',
      maxNorm,
    );
  if (!(order > 0)) throw new ArgumentError(`clipGradNorm: order must be above 0: order ${order}. Take 1, 2 or Infinity.`, 'order', order);
  const held = gradientsOf('clipGradNorm', parameters);
  return scope(() =>
    noGrad(() => {
      const norm = normOf(
        held.map(({ grad }) => grad),
        order,
      );
      const rate = minimum(div(maxNorm, add(norm, 1e-6)), 1);
      for (const { parameter, grad } of held) put(parameter, mul(grad, rate));
      return norm;
    }),
  );
}

/**
 * Clips every element of the gradients to [-limit, limit].
 *
 * @throws {ArgumentError} if the limit is not above 0, or no parameter has a gradient.
 * @example
 * const model = new Linear(1, 1, { bias: false });
 * model.forward(tensor([[3]])).backward();
 * clipGradValue(model.parameters(), 0.5);
 * model.weight.grad?.item(); // 0.5
 */
export function clipGradValue(parameters: readonly Parameter[], limit: number): void {
  if (!(limit > 0))
    throw new ArgumentError(
      `clipGradValue: limit must be above 0: limit ${limit}. It is the largest size that elements keep.`,
      'limit',
      limit,
    );
  const held = gradientsOf('clipGradValue', parameters);
  scope(() => {
    noGrad(() => {
      for (const { parameter, grad } of held) put(parameter, clip(grad, { min: -limit, max: limit }));
    });
  });
}

interface Held {
  readonly parameter: Parameter;
  readonly grad: Tensor;
}

function gradientsOf(name: string, parameters: readonly Parameter[]): Held[] {
  checkParameters(name, parameters);
  const held = parameters.flatMap((parameter) => (parameter.grad === null ? [] : [{ parameter, grad: parameter.grad }]));
  if (held.length === 0)
    throw new ArgumentError(
      `${name}: no parameter has a gradient. Call it after loss.backward() and before optimizer.step().`,
      'parameters',
      parameters,
    );
  return held;
}

function normOf(gradients: readonly Tensor[], order: number): Tensor {
  if (order === Infinity) return gradients.map((g) => max(abs(g))).reduce((a, b) => maximum(a, b));
  const powers = gradients.map((g) => sum(order === 2 ? square(g) : order === 1 ? abs(g) : pow(abs(g), order)));
  const total = powers.reduce((a, b) => add(a, b));
  return order === 2 ? sqrt(total) : order === 1 ? total : pow(total, 1 / order);
}

function put(parameter: Parameter, gradient: Tensor): void {
  parameter.grad?.dispose();
  parameter.grad = keep(gradient);
}
