import { onNode } from '../core/host.ts';

/**
 * Device memory that dropped tensors still hold, given back in time.
 *
 * The garbage collector does not see device memory, so it may not run for long; and what it finds is freed by callbacks
 * that run between macrotasks only. Devices report their bytes here; above the mark, the next `relieve` (data loaders
 * and `await t.data()` call it) collects and lets the callbacks run. In browsers, which cannot be told to collect, it
 * only lets them run.
 */

/** No collection is asked for below this. */
const lowestMark = 256 * 2 ** 20;

let mark = lowestMark;
let pressed = false;
const readers: (() => number)[] = [];

/** Lets `relieve` know a device. @internal */
export function watchBytes(read: () => number): void {
  readers.push(read);
}

/** What a device holds after an allocation. @internal */
export function reportBytes(bytes: number): void {
  if (bytes > mark) pressed = true;
}

/** True if dropped tensors should be collected before the next step. @internal */
export function isUnderPressure(): boolean {
  return pressed;
}

/**
 * Frees what dropped tensors hold, if a device asked for it. The next mark is twice what is left, so that live tensors
 * alone do not cause collections.
 *
 * @internal
 */
export async function relieve(): Promise<void> {
  if (!pressed) return;
  pressed = false;
  if (onNode()) {
    const { collectGarbage } = await import('./collector.node.ts');
    collectGarbage();
  }
  await new Promise((resolve) => setTimeout(resolve, 0));
  mark = Math.max(lowestMark, 2 * Math.max(...readers.map((read) => read())));
}
