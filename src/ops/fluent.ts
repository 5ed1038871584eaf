import { backward, type BackwardOptions } from '../graph/backward.ts';
import { Tensor } from '../graph/tensor.ts';
import { add } from './elementwise/add.ts';
import { mul } from './elementwise/mul.ts';
import { matMul } from './linalg/mat-mul.ts';
import { broadcastTo } from './movement/broadcast-to.ts';
import { expandDims } from './movement/expand-dims.ts';
import { flatten } from './movement/flatten.ts';
import { gather } from './movement/gather.ts';
import { oneHot } from './movement/one-hot.ts';
import { pad } from './movement/pad.ts';
import { reshape } from './movement/reshape.ts';
import { slice } from './movement/slice.ts';
import { squeeze } from './movement/squeeze.ts';
import { sumTo } from './movement/sum-to.ts';
import { transpose } from './movement/transpose.ts';
import { sum } from './reduce/sum.ts';

/** The ops that are methods too: the tensor is their first operand. */
const methods = {
  add,
  broadcastTo,
  expandDims,
  flatten,
  gather,
  matMul,
  mul,
  oneHot,
  pad,
  reshape,
  slice,
  squeeze,
  sum,
  sumTo,
  transpose,
};

type Methods = typeof methods;
type Method<F> = F extends (first: infer _, ...rest: infer R) => infer T ? (...rest: R) => T : never;

/** Every op of `methods` as a method of Tensor. */
type Fluent = { [K in keyof Methods]: Method<Methods[K]> };

declare module '../graph/tensor.ts' {
  interface Tensor extends Fluent {
    /** Adds the gradient of this tensor to the `.grad` of every leaf it depends on. See `backward`. */
    backward(options?: BackwardOptions): void;
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
