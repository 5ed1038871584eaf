import { isUnderPressure, relieve } from '../backend/pressure.ts';

// Blocks that nothing holds any more are freed by callbacks of the garbage collector, which run between macrotasks only: a loop that
// awaits nothing but promises starves them.
const BATCHES_BETWEEN = 16;
let batches = 0;

/** Called once per batch: every now and then lets other tasks run. @internal */
export async function breathe(): Promise<void> {
  if (isUnderPressure()) return relieve();
  if (++batches % BATCHES_BETWEEN !== 0) return;
  await new Promise<void>((resolve) => {
    // Of the two, only setImmediate waits for nothing, and browsers lack it.
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
