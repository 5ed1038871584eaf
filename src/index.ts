import './ops/fluent.ts';

export {
  ArgumentError,
  AxisError,
  DataFormatError,
  DeviceError,
  DisposedError,
  DtypeError,
  GradientError,
  GraphReleasedError,
  MegagradError,
  ScopeError,
  ShapeError,
} from './core/errors.ts';
export type { DType, TypedArray } from './core/dtype.ts';
export type { Shape } from './core/shape.ts';
export { Generator, random, type GeneratorState } from './core/random.ts';
export { device, type DeviceReport } from './backend/devices.ts';
export type { Device, DeviceName, MemoryUse } from './backend/device.ts';
export { kernel } from './backend/kernel.ts';
export type { Raw } from './backend/raw.ts';
export { backward, grad, type BackwardOptions, type GradOptions } from './graph/backward.ts';
export { defineListOp, defineOp } from './graph/define-op.ts';
export { enableGrad, noGrad } from './graph/grad-mode.ts';
export { memory } from './graph/memory.ts';
export { GraphNode, type GradientHook } from './graph/node.ts';
export type { Context, JointContext, ListOp, ListOpSpec, Op, OpDescriptor, OpSpec } from './graph/op.ts';
export { Parameter } from './graph/parameter.ts';
export { keep, openScope, scope, type Scope } from './graph/scope.ts';
export { Tensor, type NestedArray } from './graph/tensor.ts';
export { eye, full, linspace, ones, onesLike, range, zeros, zerosLike } from './ops/creation/fill.ts';
export { rand, randn, type RandomOptions } from './ops/creation/random.ts';
export { tensor, type CreateOptions, type TensorData, type TensorOptions } from './ops/creation/tensor.ts';
export { to } from './ops/creation/to.ts';

export { abs } from './ops/elementwise/abs.ts';
export { add } from './ops/elementwise/add.ts';
export { cast, type CastAttrs } from './ops/elementwise/cast.ts';
export { clip, type ClipAttrs } from './ops/elementwise/clip.ts';
export { div } from './ops/elementwise/div.ts';
export { equal } from './ops/elementwise/equal.ts';
export { exp } from './ops/elementwise/exp.ts';
export { greaterEqual } from './ops/elementwise/greater-equal.ts';
export { greater } from './ops/elementwise/greater.ts';
export { lessEqual } from './ops/elementwise/less-equal.ts';
export { less } from './ops/elementwise/less.ts';
export { log } from './ops/elementwise/log.ts';
export { logicalAnd } from './ops/elementwise/logical-and.ts';
export { logicalOr } from './ops/elementwise/logical-or.ts';
export { maximum } from './ops/elementwise/maximum.ts';
export { minimum } from './ops/elementwise/minimum.ts';
export { mul } from './ops/elementwise/mul.ts';
export { neg } from './ops/elementwise/neg.ts';
export { notEqual } from './ops/elementwise/not-equal.ts';
export { pow } from './ops/elementwise/pow.ts';
export { relu } from './ops/elementwise/relu.ts';
export { sigmoid } from './ops/elementwise/sigmoid.ts';
export { sign } from './ops/elementwise/sign.ts';
export { softplus } from './ops/elementwise/softplus.ts';
export { sqrt } from './ops/elementwise/sqrt.ts';
export { square } from './ops/elementwise/square.ts';
export { sub } from './ops/elementwise/sub.ts';
export { tanh } from './ops/elementwise/tanh.ts';
export { where } from './ops/elementwise/where.ts';
export { cholesky } from './ops/linalg/cholesky.ts';
export { detSign } from './ops/linalg/det-sign.ts';
export { det } from './ops/linalg/det.ts';
export { diag } from './ops/linalg/diag.ts';
export { diagonal } from './ops/linalg/diagonal.ts';
export { dot } from './ops/linalg/dot.ts';
export { einsum } from './ops/linalg/einsum.ts';
export { inverse } from './ops/linalg/inverse.ts';
export { logAbsDet } from './ops/linalg/log-abs-det.ts';
export { matMul, type MatMulAttrs } from './ops/linalg/mat-mul.ts';
export { outer } from './ops/linalg/outer.ts';
export { slogDet, type SlogDet } from './ops/linalg/slog-det.ts';
export { solve, type SolveAttrs } from './ops/linalg/solve.ts';
export { trace } from './ops/linalg/trace.ts';
export { triangularSolve, type TriangularSolveAttrs } from './ops/linalg/triangular-solve.ts';
export { tril } from './ops/linalg/tril.ts';
export type { TriangleAttrs } from './ops/linalg/triangle.ts';
export { triu } from './ops/linalg/triu.ts';
export { booleanMask } from './ops/movement/boolean-mask.ts';
export { crossEntropy } from './ops/loss/cross-entropy.ts';
export type { LossOptions, Reduction } from './ops/loss/reduction.ts';
export { broadcastTo } from './ops/movement/broadcast-to.ts';
export { concat, type ConcatAttrs } from './ops/movement/concat.ts';
export { expandDims, type ExpandDimsAttrs } from './ops/movement/expand-dims.ts';
export { flatten, type FlattenAttrs } from './ops/movement/flatten.ts';
export { flip, type FlipAttrs } from './ops/movement/flip.ts';
export { gatherND } from './ops/movement/gather-nd.ts';
export { gather, type GatherAttrs } from './ops/movement/gather.ts';
export { indexAdd, type IndexAddAttrs } from './ops/movement/index-add.ts';
export { meshgrid, type MeshgridAttrs } from './ops/movement/meshgrid.ts';
export { oneHot, type OneHotAttrs } from './ops/movement/one-hot.ts';
export { pad, type PadAttrs, type Paddings } from './ops/movement/pad.ts';
export { permute } from './ops/movement/permute.ts';
export { repeat, type RepeatAttrs } from './ops/movement/repeat.ts';
export { roll, type RollAttrs } from './ops/movement/roll.ts';
export { scatterAdd, type ScatterAddAttrs } from './ops/movement/scatter-add.ts';
export { scatterND, type ScatterNDAttrs } from './ops/movement/scatter-nd.ts';
export { reshape, type ReshapeAttrs } from './ops/movement/reshape.ts';
export { slice, type SliceAttrs } from './ops/movement/slice.ts';
export { split, type SplitAttrs } from './ops/movement/split.ts';
export { squeeze, type SqueezeAttrs } from './ops/movement/squeeze.ts';
export { stack, type StackAttrs } from './ops/movement/stack.ts';
export { stridedSlice, type StridedSliceAttrs } from './ops/movement/strided-slice.ts';
export { sumTo } from './ops/movement/sum-to.ts';
export { swapAxes } from './ops/movement/swap-axes.ts';
export { takeAlong, type TakeAlongAttrs } from './ops/movement/take-along.ts';
export { tile, type TileAttrs } from './ops/movement/tile.ts';
export { transpose, type TransposeAttrs } from './ops/movement/transpose.ts';
export { unstack, type UnstackAttrs } from './ops/movement/unstack.ts';
export { upsample, type UpsampleAttrs } from './ops/movement/upsample.ts';
export { argMax, type ArgMaxAttrs } from './ops/reduce/arg-max.ts';
export { argMin, type ArgMinAttrs } from './ops/reduce/arg-min.ts';
export { logSoftmax } from './ops/reduce/log-softmax.ts';
export { max } from './ops/reduce/max.ts';
export { mean } from './ops/reduce/mean.ts';
export { min } from './ops/reduce/min.ts';
export { softmax, type SoftmaxAttrs } from './ops/reduce/softmax.ts';
export { sum, type ReduceAttrs } from './ops/reduce/sum.ts';
