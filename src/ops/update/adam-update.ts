import { kernel } from '../../backend/kernel.ts';
import type { AdamUpdateAttrs } from '../../backend/kernel-map.ts';
import { DeviceError } from '../../core/errors.ts';
import { track } from '../../graph/scope.ts';
import { rawOf, Tensor } from '../../graph/tensor.ts';

/** What a step of Adam reads and leaves. */
export interface AdamState {
  readonly parameter: Tensor;
  readonly m: Tensor;
  readonly v: Tensor;
}

/**
 * One step of Adam in one kernel: no graph, no gradient.
 *
 * With h = gradient + penalty parameter: `m' = beta1 m + (1 - beta1) h`, `v' = beta2 v + (1 - beta2) h^2`,
 * `parameter' = keep parameter - rate m' / (sqrt(v') / root + epsilon)`.
 *
 * Shapes: all [...X]
 *
 * @throws {DeviceError} if they are on different devices.
 * @internal
 */
export function adamUpdate({ parameter, m, v }: AdamState, gradient: Tensor, attrs: AdamUpdateAttrs): AdamState {
  for (const [name, other] of Object.entries({ gradient, m, v })) {
    if (other.device === parameter.device) continue;
    throw new DeviceError(
      `adamUpdate: the parameter is on ${parameter.device.name} and ${name} on ${other.device.name}. Make the optimizer after model.to(device).`,
      other.device.name,
    );
  }
  const raws = kernel('AdamUpdate', { parameter: rawOf(parameter), gradient: rawOf(gradient), m: rawOf(m), v: rawOf(v) }, attrs);
  const [next, nextM, nextV] = raws.map((raw) => track(new Tensor(raw))) as [Tensor, Tensor, Tensor];
  return { parameter: next, m: nextM, v: nextV };
}
