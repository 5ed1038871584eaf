import { backward, type BackwardOptions } from '../graph/backward.ts';
import { Tensor } from '../graph/tensor.ts';
import type { DeviceName } from '../backend/device.ts';
import { to } from './creation/to.ts';
import { abs } from './elementwise/abs.ts';
import { add } from './elementwise/add.ts';
import { cast } from './elementwise/cast.ts';
import { clip } from './elementwise/clip.ts';
import { div } from './elementwise/div.ts';
import { equal } from './elementwise/equal.ts';
import { exp } from './elementwise/exp.ts';
import { greaterEqual } from './elementwise/greater-equal.ts';
import { greater } from './elementwise/greater.ts';
import { lessEqual } from './elementwise/less-equal.ts';
import { less } from './elementwise/less.ts';
import { log } from './elementwise/log.ts';
import { logicalAnd } from './elementwise/logical-and.ts';
import { logicalOr } from './elementwise/logical-or.ts';
import { maximum } from './elementwise/maximum.ts';
import { minimum } from './elementwise/minimum.ts';
import { mul } from './elementwise/mul.ts';
import { neg } from './elementwise/neg.ts';
import { notEqual } from './elementwise/not-equal.ts';
import { pow } from './elementwise/pow.ts';
import { relu } from './elementwise/relu.ts';
import { sigmoid } from './elementwise/sigmoid.ts';
import { sign } from './elementwise/sign.ts';
import { softplus } from './elementwise/softplus.ts';
import { sqrt } from './elementwise/sqrt.ts';
import { square } from './elementwise/square.ts';
import { sub } from './elementwise/sub.ts';
import { tanh } from './elementwise/tanh.ts';
import { cholesky } from './linalg/cholesky.ts';
import { detSign } from './linalg/det-sign.ts';
import { det } from './linalg/det.ts';
import { diag } from './linalg/diag.ts';
import { diagonal } from './linalg/diagonal.ts';
import { dot } from './linalg/dot.ts';
import { inverse } from './linalg/inverse.ts';
import { logAbsDet } from './linalg/log-abs-det.ts';
import { matMul } from './linalg/mat-mul.ts';
import { outer } from './linalg/outer.ts';
import { slogDet } from './linalg/slog-det.ts';
import { solve } from './linalg/solve.ts';
import { trace } from './linalg/trace.ts';
import { triangularSolve } from './linalg/triangular-solve.ts';
import { tril } from './linalg/tril.ts';
import { triu } from './linalg/triu.ts';
import { booleanMask } from './movement/boolean-mask.ts';
import { broadcastTo } from './movement/broadcast-to.ts';
import { expandDims } from './movement/expand-dims.ts';
import { flatten } from './movement/flatten.ts';
import { flip } from './movement/flip.ts';
import { gatherND } from './movement/gather-nd.ts';
import { gather } from './movement/gather.ts';
import { indexAdd } from './movement/index-add.ts';
import { oneHot } from './movement/one-hot.ts';
import { pad } from './movement/pad.ts';
import { permute } from './movement/permute.ts';
import { repeat } from './movement/repeat.ts';
import { reshape } from './movement/reshape.ts';
import { roll } from './movement/roll.ts';
import { scatterAdd } from './movement/scatter-add.ts';
import { slice } from './movement/slice.ts';
import { split } from './movement/split.ts';
import { squeeze } from './movement/squeeze.ts';
import { stridedSlice } from './movement/strided-slice.ts';
import { sumTo } from './movement/sum-to.ts';
import { swapAxes } from './movement/swap-axes.ts';
import { takeAlong } from './movement/take-along.ts';
import { tile } from './movement/tile.ts';
import { transpose } from './movement/transpose.ts';
import { unstack } from './movement/unstack.ts';
import { upsample } from './movement/upsample.ts';
import { argMax } from './reduce/arg-max.ts';
import { argMin } from './reduce/arg-min.ts';
import { logSoftmax } from './reduce/log-softmax.ts';
import { max } from './reduce/max.ts';
import { mean } from './reduce/mean.ts';
import { min } from './reduce/min.ts';
import { softmax } from './reduce/softmax.ts';
import { sum } from './reduce/sum.ts';

/** The ops that are methods too: the tensor is their first operand. */
const methods = {
  abs,
  add,
  argMax,
  argMin,
  booleanMask,
  broadcastTo,
  cast,
  cholesky,
  clip,
  det,
  detSign,
  diag,
  diagonal,
  div,
  dot,
  equal,
  exp,
  expandDims,
  flatten,
  flip,
  gather,
  gatherND,
  greater,
  greaterEqual,
  indexAdd,
  inverse,
  less,
  lessEqual,
  log,
  logAbsDet,
  logicalAnd,
  logicalOr,
  logSoftmax,
  matMul,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul,
  neg,
  notEqual,
  oneHot,
  outer,
  pad,
  permute,
  pow,
  relu,
  repeat,
  reshape,
  roll,
  scatterAdd,
  sigmoid,
  sign,
  slice,
  slogDet,
  softmax,
  softplus,
  solve,
  split,
  sqrt,
  square,
  squeeze,
  stridedSlice,
  sub,
  sum,
  sumTo,
  swapAxes,
  takeAlong,
  tanh,
  tile,
  trace,
  transpose,
  triangularSolve,
  tril,
  triu,
  unstack,
  upsample,
};

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
