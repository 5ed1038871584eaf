import type { Shape } from '../../../core/shape.ts';
import type { Eager } from '../eager.ts';
import type { Result } from './kernel-type.ts';

/** More axes than these TensorFlow broadcasts only where neighbors stretch alike. */
export const mostBroadcastAxes = 5;

/** `id`, of shape `from`, stretched to `to`. */
export function broadcast(tf: Eager, id: number, from: Shape, to: Shape): Result {
  if (to.length <= mostBroadcastAxes) return tf.op('BroadcastTo', [id, tf.ints(to)]);
  const aligned = [...new Array<number>(to.length - from.length).fill(1), ...from];
  const reps = to.map((length, axis) => (aligned[axis] === length ? 1 : length));
  return tf.op('Tile', [tf.step('Reshape', [id, tf.ints(aligned)]), tf.ints(reps)]);
}
