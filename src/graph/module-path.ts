import { activeTracer } from './tracer.ts';

let current = '';

/** The dotted path of the module whose forward is running, '' outside of modules. */
export function modulePath(): string {
  return current;
}

/** Sets the path and returns what it was. `kind`: class of the module whose forward begins. @internal */
export function setModulePath(path: string, kind = ''): string {
  const before = current;
  current = path;
  activeTracer()?.moved?.(path, kind);
  return before;
}
