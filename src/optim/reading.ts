import type { TypedArray } from '../core/dtype.ts';
import { noGrad } from '../graph/grad-mode.ts';
import { scope } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import { stack } from '../ops/movement/stack.ts';

/**
 * A computation that hands out tensors whose values it needs and goes on with them: one text for devices that are read at
 * once and for those that must be awaited. What it hands out is freed by who reads it.
 *
 * @internal
 */
export type Reading<T> = Generator<Tensor, T, TypedArray>;

/** Runs a computation, reading at once. @throws {DeviceError} on webgpu. @internal */
export function readAtOnce<T>(reading: Reading<T>): T {
  let at = reading.next();
  while (at.done !== true) {
    const tensor = at.value;
    let values: TypedArray;
    try {
      values = tensor.dataSync();
    } catch (error) {
      at = reading.throw(error);
      continue;
    } finally {
      tensor.dispose();
    }
    at = reading.next(values);
  }
  return at.value;
}

/** Runs a computation, awaiting what it reads. @internal */
export async function readAwaiting<T>(reading: Reading<T>): Promise<T> {
  let at = reading.next();
  while (at.done !== true) {
    const tensor = at.value;
    let values: TypedArray;
    try {
      values = await tensor.data();
    } catch (error) {
      at = reading.throw(error);
      continue;
    } finally {
      tensor.dispose();
    }
    at = reading.next(values);
  }
  return at.value;
}

/** The values of scalars, read together. @internal */
export function* numbersOf(compute: () => readonly Tensor[]): Reading<readonly number[]> {
  return Array.from(yield scope(() => noGrad(() => stack(compute(), 0))));
}
