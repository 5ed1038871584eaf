import type { AdamUpdateAttrs } from '../backend/kernel-map.ts';
import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { zerosLike } from '../ops/creation/fill.ts';
import { adamUpdate } from '../ops/update/adam-update.ts';
import type { State } from './optimizer.ts';

/** Constants of one step: those of the kernel, the betas as settings have them. */
export interface AdamConstants extends Omit<AdamUpdateAttrs, 'beta1' | 'beta2'> {
  readonly betas: readonly [number, number];
}

/** The parameter after one step of Adam; `m` and `v` of the state, at first 0, go on with it. */
export function adamStep(
  parameter: Parameter,
  gradient: Tensor,
  state: State,
  { betas: [beta1, beta2], ...constants }: AdamConstants,
): Tensor {
  const { m = zerosLike(parameter), v = m } = state;
  const next = adamUpdate({ parameter, m, v }, gradient, { beta1, beta2, ...constants });
  state['m'] = next.m;
  state['v'] = next.v;
  return next.parameter;
}
