import { activeTracer } from './tracer.ts';

let current = '';

/** The dotted path of the module whose forward is running, '' outside of modules. */
export function modulePath(): string {
  return current;
}

/** Sets the path and returns what it was. `entered`: the module whose forward begins; only a tracer asks for its class. @internal */
export function setModulePath(path: string, entered?: { readonly kind: string }): string {
  const before = current;
  current = path;
  activeTracer()?.moved?.(path, entered?.kind ?? '');
  return before;
}
