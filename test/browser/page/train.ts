import { Generator, crossEntropy, device, tensor, type DeviceName, type Tensor } from 'megagrad';
import { Linear, Module } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';

/** The book's two-layer net (section 4.5). */
class TwoLayerNet extends Module {
  readonly hidden: Linear;
  readonly output: Linear;

  constructor(generator: Generator) {
    super();
    this.hidden = new Linear(784, 50, { generator });
    this.output = new Linear(50, 10, { generator });
  }

  override forward(x: Tensor): Tensor {
    return this.output.forward(this.hidden.forward(x).relu());
  }
}

/** What a training tells. */
export interface Training {
  readonly device: string;
  readonly hardware: string | undefined;
  readonly losses: number[];
  /** Share of examples, not seen in training, that the net tells apart. */
  readonly accuracy: number;
}

interface Batch {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly labels: readonly number[];
}

/** Ten patterns of 784 pixels, one for each class, under noise: made from a seed, so that every device sees the same. */
function examples(): (batchSize: number) => Batch {
  const generator = new Generator(7);
  const patterns = Float32Array.from({ length: 7840 }, () => generator.uniform());
  return (batchSize) => {
    const labels = Array.from({ length: batchSize }, () => Math.floor(generator.uniform() * 10));
    const x = new Float32Array(batchSize * 784);
    for (let i = 0; i < x.length; i++) x[i] = patterns[labels[Math.floor(i / 784)]! * 784 + (i % 784)]! + generator.uniform() - 1;
    return { x: tensor(x, { shape: [batchSize, 784] }), y: tensor(Int32Array.from(labels)), labels };
  };
}

/** Trains the net on a device, from the same start on each. */
export async function trainTwoLayerNet(name: DeviceName | 'auto', steps: number): Promise<Training> {
  const { device: taken } = await device.use(name);
  const model = new TwoLayerNet(new Generator(1));
  const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
  const draw = examples();
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { x, y } = draw(32);
    const loss = crossEntropy(model.forward(x), y);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    losses.push((await loss.data())[0]!);
  }
  const { x, labels } = draw(100);
  const predicted = await model.forward(x).argMax(1).data();
  const right = labels.filter((label, i) => label === predicted[i]).length;
  return { device: taken.name, hardware: taken.hardware?.name, losses, accuracy: right / labels.length };
}
