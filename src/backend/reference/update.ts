import type { Raw } from '../raw.ts';
import type { Kernels } from './kernel-type.ts';
import { block, valuesOf, zeros, type Values } from './values.ts';

/** Steps of optimizers. */
export const updateKernels: Kernels<'AdamUpdate'> = {
  AdamUpdate: ({ parameter, gradient, m, v }, { beta1, beta2, rate, root, epsilon, keep, penalty }) => {
    const [w, g, first, second] = [parameter, gradient, m, v].map(valuesOf) as [Values, Values, Values, Values];
    const [nextW, nextM, nextV] = [parameter, m, v].map(() => zeros('float64', w.length)) as [Values, Values, Values];
    for (let i = 0; i < w.length; i++) {
      const h = g[i]! + penalty * w[i]!;
      nextM[i] = beta1 * first[i]! + (1 - beta1) * h;
      nextV[i] = beta2 * second[i]! + (1 - beta2) * h * h;
      nextW[i] = keep * w[i]! - (rate * nextM[i]!) / (Math.sqrt(nextV[i]!) / root + epsilon);
    }
    const made = (values: Values): Raw => block(parameter, parameter.shape, 'float64', values);
    return [made(nextW), made(nextM), made(nextV)];
  },
};
