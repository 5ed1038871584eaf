import { Tensor } from '../graph/tensor.ts';

/** The same with handles of its own for the tensors in arrays and plain objects: freeing them leaves the given ones alone. @internal */
export function copiedState(state: unknown): unknown {
  if (state instanceof Tensor) return state.detach();
  if (Array.isArray(state)) return state.map(copiedState);
  if (typeof state !== 'object' || state === null || Object.getPrototypeOf(state) !== Object.prototype) return state;
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, copiedState(value)]));
}
