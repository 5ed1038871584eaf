import { gradients } from '../../graph/backward.ts';
import { track } from '../../graph/scope.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { zerosLike } from '../creation/fill.ts';

/**
 * Gradients of what may depend on the targets: zeros where it does not. The graph stays for another pass.
 *
 * Without a seed a root is a scalar.
 */
export function gradientsOf(
  roots: readonly Tensor[],
  seeds: readonly (Tensor | undefined)[],
  targets: readonly Tensor[],
  createGraph: boolean,
): Tensor[] {
  const pairs = roots.map((root, i) => ({ root, seed: seeds[i] })).filter(({ root }) => root.requiresGrad);
  if (pairs.length === 0) return targets.map((target) => zerosLike(target));
  return gradients(
    pairs.map(({ root }) => root),
    pairs.map(({ seed }) => seed),
    targets,
    { createGraph, retainGraph: true, allowUnused: true },
  ).map(track);
}
