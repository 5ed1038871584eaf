import { concat, type Tensor } from 'megagrad';
import { BatchNorm2d, Conv2d, GlobalAvgPool2d, Linear, MaxPool2d, Module, ReLU, Sequential, type Layer } from 'megagrad/nn';

/** Maps of the four branches: of the 1 x 1; before and of the 3 x 3; before and of the 5 x 5; behind the pooling. */
export type InceptionMaps = readonly [one: number, three: readonly [number, number], five: readonly [number, number], pool: number];

const conv = (maps: number, size: number, stride = 1): Layer =>
  new Sequential(new Conv2d(null, maps, size, { stride, padding: (size - 1) / 2, bias: false }), new BatchNorm2d(maps), new ReLU());

/** Four ways side by side, their maps one behind the other (Szegedy et al. 2014). */
export class Inception extends Module {
  readonly one: Layer;
  readonly three: Layer;
  readonly five: Layer;
  readonly pool: Layer;

  constructor([one, three, five, pool]: InceptionMaps) {
    super();
    this.one = conv(one, 1);
    this.three = new Sequential(conv(three[0], 1), conv(three[1], 3));
    this.five = new Sequential(conv(five[0], 1), conv(five[1], 5));
    this.pool = new Sequential(new MaxPool2d(3, { stride: 1, padding: 1 }), conv(pool, 1));
  }

  override forward(x: Tensor): Tensor {
    return concat([this.one.forward(x), this.three.forward(x), this.five.forward(x), this.pool.forward(x)], { axis: 3 });
  }
}

const pool = (): Layer => new MaxPool2d(3, { stride: 2, padding: 1 });

/** GoogLeNet for 224 x 224 images, with batch normalization and without the two side outputs. */
export function googLeNet(classes = 1000): Layer {
  const inception = (...maps: InceptionMaps): Layer => new Inception(maps);
  return new Sequential(
    ...[conv(64, 7, 2), pool(), conv(64, 1), conv(192, 3), pool()],
    ...[inception(64, [96, 128], [16, 32], 32), inception(128, [128, 192], [32, 96], 64), pool()],
    ...[inception(192, [96, 208], [16, 48], 64), inception(160, [112, 224], [24, 64], 64), inception(128, [128, 256], [24, 64], 64)],
    ...[inception(112, [144, 288], [32, 64], 64), inception(256, [160, 320], [32, 128], 128), pool()],
    ...[inception(256, [160, 320], [32, 128], 128), inception(384, [192, 384], [48, 128], 128)],
    ...[new GlobalAvgPool2d(), new Linear(1024, classes)],
  );
}

/** Two inceptions, for 28 x 28 images. */
export function smallGoogLeNet(classes = 10): Layer {
  return new Sequential(
    ...[conv(16, 3), new MaxPool2d(2), new Inception([8, [8, 16], [4, 8], 8])],
    ...[new MaxPool2d(2), new Inception([16, [16, 32], [8, 16], 16]), new GlobalAvgPool2d(), new Linear(80, classes)],
  );
}
