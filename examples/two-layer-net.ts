import { crossEntropy, matMul, Parameter, randn, zeros, type Generator, type Tensor } from 'megagrad';
import { Module } from 'megagrad/nn';

/** The book's two-layer network (chapters 4 and 5), written as ops: 784-50-10, ReLU, initial weights 0.01 N(0, 1). */
export class TwoLayerNet extends Module {
  readonly W1: Parameter;
  readonly b1: Parameter;
  readonly W2: Parameter;
  readonly b2: Parameter;

  constructor(generator: Generator, [inputs, hidden, outputs]: readonly [number, number, number] = [784, 50, 10]) {
    super();
    this.W1 = new Parameter(randn([inputs, hidden], { generator }).mul(0.01), { label: 'W1' });
    this.b1 = new Parameter(zeros([hidden]), { label: 'b1' });
    this.W2 = new Parameter(randn([hidden, outputs], { generator }).mul(0.01), { label: 'W2' });
    this.b2 = new Parameter(zeros([outputs]), { label: 'b2' });
  }

  override forward(x: Tensor): Tensor {
    const hidden = matMul(x, this.W1).add(this.b1).relu();
    return matMul(hidden, this.W2).add(this.b2);
  }
}

/** A network with its loss: what learning makes small. */
export class Objective extends Module {
  readonly net: TwoLayerNet;

  constructor(net: TwoLayerNet) {
    super();
    this.net = net;
  }

  override forward(x: Tensor, y: Tensor): Tensor {
    return crossEntropy(this.net.forward(x), y);
  }
}
