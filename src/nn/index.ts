export { ReLU, Sigmoid, Tanh } from './activations.ts';
export { Buffer } from './buffer.ts';
export * as init from './init.ts';
export type { Fans, Initializer } from './init.ts';
export { Linear, type LinearOptions } from './linear.ts';
export { Module, type ForwardHook, type ForwardPreHook, type Layer, type StateDict } from './module.ts';
export { Sequential } from './sequential.ts';
