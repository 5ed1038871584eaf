import { concat, type Tensor } from 'megagrad';
import { AvgPool2d, BatchNorm2d, Conv2d, GlobalAvgPool2d, Linear, MaxPool2d, Module, ReLU, Sequential, type Layer } from 'megagrad/nn';

/** Puts what a layer makes of all earlier maps behind them (Huang et al. 2016). */
export class DenseLayer extends Module {
  readonly layer: Layer;

  constructor(from: number, growth: number) {
    super();
    this.layer = new Sequential(
      ...[new BatchNorm2d(from), new ReLU(), new Conv2d(from, 4 * growth, 1, { bias: false })],
      ...[new BatchNorm2d(4 * growth), new ReLU(), new Conv2d(4 * growth, growth, 3, { padding: 1, bias: false })],
    );
  }

  override forward(x: Tensor): Tensor {
    return concat([x, this.layer.forward(x)], { axis: 3 });
  }
}

/** Dense blocks; between them the maps and the sides are halved. */
function dense(from: number, growth: number, blocks: readonly number[]): { layers: Layer[]; maps: number } {
  const layers: Layer[] = [];
  let maps = from;
  for (const [i, length] of blocks.entries()) {
    for (let k = 0; k < length; k++, maps += growth) layers.push(new DenseLayer(maps, growth));
    layers.push(new BatchNorm2d(maps), new ReLU());
    if (i === blocks.length - 1) break;
    layers.push(new Conv2d(maps, maps / 2, 1, { bias: false }), new AvgPool2d(2));
    maps /= 2;
  }
  return { layers, maps };
}

/** DenseNet121 for 224 x 224 images. */
export function denseNet121(classes = 1000): Layer {
  const { layers, maps } = dense(64, 32, [6, 12, 24, 16]);
  const start = [new Conv2d(3, 64, 7, { stride: 2, padding: 3, bias: false }), new BatchNorm2d(64), new ReLU()];
  return new Sequential(...start, new MaxPool2d(3, { stride: 2, padding: 1 }), ...layers, new GlobalAvgPool2d(), new Linear(maps, classes));
}

/** Two blocks of three layers, for 28 x 28 images. */
export function smallDenseNet(classes = 10): Layer {
  const { layers, maps } = dense(16, 8, [3, 3]);
  return new Sequential(new Conv2d(1, 16, 3, { padding: 1, stride: 2 }), ...layers, new GlobalAvgPool2d(), new Linear(maps, classes));
}
