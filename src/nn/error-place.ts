import { MegagradError } from '../core/errors.ts';

const placed = new WeakSet<MegagradError>();

/** Adds the dotted path of the innermost module in which an error was thrown to what it says. @internal */
export function nameModule(error: unknown, path: string): void {
  if (!(error instanceof MegagradError) || placed.has(error)) return;
  placed.add(error);
  if (path === '') return;
  const { message, stack } = error;
  error.message = `${message} In module '${path}'.`;
  // What is printed of an error that nobody catches.
  if (stack !== undefined) error.stack = stack.replace(message, () => error.message);
}
