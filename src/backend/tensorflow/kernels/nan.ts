import type { Eager } from '../eager.ts';

/** Below so many elements the NaN-proof form is cheaper than to look whether it is needed. */
const worthLooking = 4096;

/**
 * True where floats of this size may hold NaN, false only where they surely do not: then an op that ignores NaN will do.
 *
 * A sum is NaN if an element is. (Also if both infinities occur: then the careful form runs in vain.) On a GPU looking
 * would wait for all that was asked of it, so there the answer is true.
 */
export function mayHoldNaN(tf: Eager, id: number, size: number, rank: number): boolean {
  if (tf.gpu || size < worthLooking) return true;
  const axes = tf.ints(Array.from({ length: rank }, (_, axis) => axis));
  return Number.isNaN(tf.read(tf.step('Sum', [id, axes]))[0]!);
}
