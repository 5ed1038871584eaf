import type { Tensor } from '../graph/tensor.ts';
import { checkSubject } from './check-subject.ts';
import type { StepOptions } from './difference.ts';
import { subjectOf, type ModuleLike, type TensorFunction } from './subject.ts';
import { vjpOf } from './vjp-of.ts';

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
