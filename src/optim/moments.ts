import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { square } from '../ops/elementwise/square.ts';
import type { State } from './optimizer.ts';

/** Moves the running average `state[name]` (at first 0) toward `value`: `rate * average + (1 - rate) * value`. */
export function average(state: State, name: string, value: Tensor, rate: number): Tensor {
  const before = state[name];
  const fresh = mul(value, 1 - rate);
  const after = before === undefined ? fresh : add(mul(before, rate), fresh);
  state[name] = after;
  return after;
}

/** Adds to the running sum `state[name]`, at first 0. */
export function total(state: State, name: string, value: Tensor): Tensor {
  const before = state[name];
  const after = before === undefined ? mul(value, 1) : add(before, value);
  state[name] = after;
  return after;
}

/** The gradient with `weightDecay` times the parameter added: the L2 penalty. */
export function withDecay(gradient: Tensor, parameter: Tensor, weightDecay: number): Tensor {
  return weightDecay === 0 ? gradient : add(gradient, mul(parameter, weightDecay));
}

/** First and second moment of the gradient, as Adam and its kin keep them. */
export function moments(
  state: State,
  gradient: Tensor,
  [beta1, beta2]: readonly [number, number],
): { readonly m: Tensor; readonly v: Tensor } {
  return { m: average(state, 'm', gradient, beta1), v: average(state, 'v', square(gradient), beta2) };
}
