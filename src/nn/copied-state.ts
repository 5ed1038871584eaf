import { Tensor } from '../graph/tensor.ts';

/**
 * The same with other tensors in arrays and plain objects: handles of its own unless `copy` says otherwise, so that freeing
 * them leaves the given ones alone.
 *
 * @internal
 */
export function copiedState(state: unknown, copy: (tensor: Tensor) => Tensor = (tensor) => tensor.detach()): unknown {
  if (state instanceof Tensor) return copy(state);
  if (Array.isArray(state)) return state.map((part) => copiedState(part, copy));
  if (typeof state !== 'object' || state === null || Object.getPrototypeOf(state) !== Object.prototype) return state;
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, copiedState(value, copy)]));
}
