import { activeTracer } from './tracer.ts';

let current = '';

/** The dotted path of the module whose forward is running, '' outside of modules. */
export function modulePath(): string {
  return current;
}

/** Sets the path and returns what it was. @internal */
export function setModulePath(path: string): string {
  const before = current;
  current = path;
  activeTracer()?.moved?.(path);
  return before;
}
