import type { KernelName } from './kernel-map.ts';

/** Kernels that a device has in one table; written so that a name which is no kernel fails to compile. */
type Family<Names extends KernelName> = Names;

/** Functions of each element. */
export type UnaryKernel = Family<
  | 'Abs'
  | 'Acos'
  | 'Acosh'
  | 'Asin'
  | 'Asinh'
  | 'Atan'
  | 'Atanh'
  | 'Ceil'
  | 'ClipByValue'
  | 'Cos'
  | 'Cosh'
  | 'Elu'
  | 'Erf'
  | 'Exp'
  | 'Expm1'
  | 'Floor'
  | 'IsFinite'
  | 'IsInf'
  | 'IsNan'
  | 'LeakyRelu'
  | 'Log'
  | 'Log1p'
  | 'LogicalNot'
  | 'Neg'
  | 'Reciprocal'
  | 'Relu'
  | 'Relu6'
  | 'Round'
  | 'Rsqrt'
  | 'Selu'
  | 'Sigmoid'
  | 'Sign'
  | 'Sin'
  | 'Sinh'
  | 'Softplus'
  | 'Sqrt'
  | 'Square'
  | 'Step'
  | 'Tan'
  | 'Tanh'
>;

/** Functions of two elements, broadcast. */
export type PairwiseKernel = Family<
  | 'Add'
  | 'Atan2'
  | 'Equal'
  | 'Greater'
  | 'GreaterEqual'
  | 'Less'
  | 'LessEqual'
  | 'LogicalAnd'
  | 'LogicalOr'
  | 'Maximum'
  | 'Minimum'
  | 'Mod'
  | 'Multiply'
  | 'NotEqual'
  | 'Pow'
  | 'Prelu'
  | 'RealDiv'
  | 'SquaredDifference'
  | 'Sub'
>;

/** Gradients of activations, by their outputs. */
export type ActivationGradKernel = Family<'EluGrad' | 'ReluGrad' | 'SigmoidGrad' | 'TanhGrad'>;

/** What makes axes one long. */
export type ReduceKernel = Family<'All' | 'Any' | 'ArgMax' | 'ArgMin' | 'Max' | 'Mean' | 'Min' | 'Prod' | 'Sum'>;

/** Softmax over the last axis, and its loss. */
export type SoftmaxKernel = Family<'LogSoftmax' | 'Softmax' | 'SparseSoftmaxCrossEntropy'>;

/** What reads or writes at indices. */
export type GatherKernel = Family<'GatherNd' | 'GatherV2' | 'OneHot' | 'ScatterNd' | 'UnsortedSegmentSum'>;

/** Convolution and its adjoints. */
export type ConvKernel = Family<'Conv2D' | 'Conv2DBackpropFilter' | 'Conv2DBackpropInput'>;

/** The same, channel by channel. */
export type DepthwiseKernel = Family<
  'DepthwiseConv2dNative' | 'DepthwiseConv2dNativeBackpropFilter' | 'DepthwiseConv2dNativeBackpropInput'
>;

/** Pooling and its adjoints. */
export type PoolKernel = Family<'AvgPool' | 'AvgPoolGrad' | 'MaxPool' | 'MaxPoolIndicesGrad' | 'MaxPoolWithIndices'>;

/** Resizing of images and its adjoints. */
export type ResizeKernel = Family<'ResizeBilinear' | 'ResizeBilinearGrad' | 'ResizeNearestNeighbor' | 'ResizeNearestNeighborGrad'>;

/** Square matrices. */
export type LinalgKernel = Family<
  'Cholesky' | 'LogMatrixDeterminant' | 'MatrixDeterminant' | 'MatrixInverse' | 'MatrixSolve' | 'MatrixTriangularSolve'
>;
