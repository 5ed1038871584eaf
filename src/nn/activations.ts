import type { Tensor } from '../graph/tensor.ts';
import { relu } from '../ops/elementwise/relu.ts';
import { sigmoid } from '../ops/elementwise/sigmoid.ts';
import { tanh } from '../ops/elementwise/tanh.ts';
import { Module } from './module.ts';

/** `relu` as a module. */
export class ReLU extends Module {
  override forward(x: Tensor): Tensor {
    return relu(x);
  }
}

/** `sigmoid` as a module. */
export class Sigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return sigmoid(x);
  }
}

/** `tanh` as a module. */
export class Tanh extends Module {
  override forward(x: Tensor): Tensor {
    return tanh(x);
  }
}
