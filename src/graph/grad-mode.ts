import { ScopeError } from '../core/errors.ts';

let recording = true;

/** True while ops record nodes. */
export function isRecording(): boolean {
  return recording;
}

/**
 * Runs `fn` without recording: what it computes has no graph and requires no gradient.
 *
 * @throws {ScopeError} if `fn` returns a promise: recording would be back on before it settles.
 * @example
 * const x = tensor(1, { requiresGrad: true });
 * noGrad(() => x.mul(2).requiresGrad); // false
 */
export function noGrad<T>(fn: () => T): T {
  return withRecording('noGrad', false, fn);
}

/**
 * Runs `fn` with recording on, also inside `noGrad`.
 *
 * @throws {ScopeError} if `fn` returns a promise.
 * @example
 * const x = tensor(1, { requiresGrad: true });
 * noGrad(() => enableGrad(() => x.mul(2).requiresGrad)); // true
 */
export function enableGrad<T>(fn: () => T): T {
  return withRecording('enableGrad', true, fn);
}

/** Sets recording and returns what it was: for the engine's own loops. @internal */
export function setRecording(on: boolean): boolean {
  const before = recording;
  recording = on;
  return before;
}

function withRecording<T>(name: string, on: boolean, fn: () => T): T {
  const before = setRecording(on);
  try {
    const result = fn();
    if (result instanceof Promise) {
      throw new ScopeError(
        `${name}: the function returned a promise, and the mode ends when the function returns. Await outside, and call ${name} around the synchronous part.`,
      );
    }
    return result;
  } finally {
    recording = before;
  }
}
