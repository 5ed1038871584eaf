import './ops/fluent.ts';

export { add } from './ops/elementwise/add.ts';
export { mul } from './ops/elementwise/mul.ts';
export { sum } from './ops/reduce/sum.ts';
export { reshape } from './ops/movement/reshape.ts';
export { Tensor } from './graph/tensor.ts';
export { tensor } from './ops/creation/tensor.ts';
export { grad, backward } from './graph/backward.ts';
