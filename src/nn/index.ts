export {
  ELU,
  GELU,
  HardSigmoid,
  HardSwish,
  Identity,
  LeakyReLU,
  LogSigmoid,
  LogSoftmax,
  Mish,
  PReLU,
  ReLU,
  ReLU6,
  SELU,
  SiLU,
  Sigmoid,
  Softmax,
  Softplus,
  Tanh,
} from './activations.ts';
export { BatchNorm1d, BatchNorm2d, type BatchNormOptions } from './batch-norm.ts';
export { Buffer, type BufferOptions } from './buffer.ts';
export { Conv1d, type Conv1dOptions } from './conv1d.ts';
export { Conv2d, type Conv2dOptions, type FilterOptions } from './conv2d.ts';
export { ConvTranspose2d, type ConvTranspose2dOptions } from './conv-transpose2d.ts';
export { DepthwiseConv2d, type DepthwiseConv2dOptions } from './depthwise-conv2d.ts';
export { Dropout } from './dropout.ts';
export { Embedding, type EmbeddingOptions } from './embedding.ts';
export { Flatten } from './flatten.ts';
export { GaussianNoise } from './gaussian-noise.ts';
export { GroupNorm, InstanceNorm } from './group-norm.ts';
export { GRUCell, type GRUCellOptions } from './gru-cell.ts';
export * as init from './init.ts';
export type { FanMode, Fans, Initializer, Nonlinearity, ScalingOptions } from './init.ts';
export { LayerNorm, RMSNorm } from './layer-norm.ts';
export type { ParameterSource } from './lazy-parameter.ts';
export { Linear, type LinearOptions } from './linear.ts';
export type { Unmatched } from './load-state.ts';
export { LocalResponseNorm } from './local-response-norm.ts';
export { LSTMCell, type LSTMState } from './lstm-cell.ts';
export { Module, type Carried, type ForwardHook, type ForwardPreHook, type Layer, type ModuleState, type StateDict } from './module.ts';
export { ModuleDict } from './module-dict.ts';
export { ModuleList } from './module-list.ts';
export { MultiHeadAttention, type AttentionMask, type MultiHeadAttentionOptions } from './multi-head-attention.ts';
export type { NormOptions } from './norm-options.ts';
export { AvgPool2d, GlobalAvgPool2d, GlobalMaxPool2d, MaxPool2d, type AvgPool2dOptions } from './pool2d.ts';
export { PositionalEncoding, type PositionalEncodingOptions } from './positional-encoding.ts';
export type { Recurrent, RecurrentOptions, Unrolled } from './recurrent.ts';
export type { RecurrentCell, RecurrentCellOptions } from './recurrent-cell.ts';
export { Residual } from './residual.ts';
export { GRU, LSTM, RNN, type GRUOptions, type RNNOptions } from './rnn.ts';
export { RNNCell, type RNNCellOptions } from './rnn-cell.ts';
export { SeparableConv2d, type SeparableConv2dOptions } from './separable-conv2d.ts';
export { Sequential } from './sequential.ts';
export type { Summary, SummaryInput, SummaryRow } from './summary.ts';
export { TransformerDecoderLayer, TransformerEncoderLayer, type TransformerOptions } from './transformer.ts';
export { TransformerDecoder, TransformerEncoder, type TransformerStackOptions } from './transformer-stack.ts';
export { Upsample } from './upsample.ts';
