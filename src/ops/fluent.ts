import { backward, type BackwardOptions } from '../graph/backward.ts';
import { Tensor } from '../graph/tensor.ts';
import type { DeviceName } from '../backend/device.ts';
import { to } from './creation/to.ts';
import * as methods from './methods.ts';

type Methods = typeof methods;
type Method<F> = F extends (first: infer _, ...rest: infer R) => infer T ? (...rest: R) => T : never;

/** Every op of `methods` as a method of Tensor. */
type Fluent = { [K in keyof Methods]: Method<Methods[K]> };

declare module '../graph/tensor.ts' {
  interface Tensor extends Fluent {
    /** Adds the gradient of this tensor to the `.grad` of every leaf it depends on. See `backward`. */
    backward(options?: BackwardOptions): void;
    /** A copy of the values on a started device. See `to`. */
    to(device: DeviceName): Promise<Tensor>;
  }
}

function attach(name: string, method: (this: Tensor, ...args: never[]) => unknown): void {
  Object.defineProperty(Tensor.prototype, name, { value: method, configurable: true, writable: true });
}

for (const [name, op] of Object.entries(methods)) {
  const call = op as (...args: unknown[]) => Tensor;
  attach(name, function (this: Tensor, ...rest: unknown[]) {
    return call(this, ...rest);
  });
}
attach('backward', function (this: Tensor, options?: BackwardOptions) {
  backward(this, options);
});
attach('to', function (this: Tensor, device: DeviceName) {
  return to(this, device);
});
