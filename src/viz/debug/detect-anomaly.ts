import { ScopeError } from '../../core/errors.ts';
import { setTracer } from '../../graph/tracer.ts';
import { AnomalyWatcher } from './anomaly-watcher.ts';

/**
 * Runs `fn`, and stops at the first NaN or infinity, in forward or in a backward pass inside it.
 *
 * Every value is read back, so it is slow. Infinities that come in as operands are let through: masks are made of them.
 *
 * @returns what `fn` returns.
 * @throws {AnomalyError} that names the op, its module, source line and the ranges of what it took, and draws what led there.
 * @throws {ScopeError} if `fn` returns a promise; {DeviceError} on webgpu, whose values cannot be read in between.
 * @example detectAnomaly(() => tensor([1, 4]).sqrt()).toArray(); // [1, 2]
 */
export function detectAnomaly<T>(fn: () => T): T {
  const before = setTracer(new AnomalyWatcher());
  try {
    const result = fn();
    if (result instanceof Promise) {
      throw new ScopeError('detectAnomaly: the function returned a promise, and watching ends when the function returns. Await outside.');
    }
    return result;
  } finally {
    setTracer(before);
  }
}
