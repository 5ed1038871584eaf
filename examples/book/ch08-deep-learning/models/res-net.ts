import { BatchNorm2d, Conv2d, GlobalAvgPool2d, init, Linear, MaxPool2d, ReLU, Residual, Sequential, type Layer } from 'megagrad/nn';

const conv = (maps: number, size: number, stride = 1): Layer[] => [
  new Conv2d(null, maps, size, { stride, padding: (size - 1) / 2, bias: false }),
  new BatchNorm2d(maps),
];

/** 1 x 1, 3 x 3, 1 x 1: fewer maps in the middle. */
function bottleneck(from: number, maps: number, stride: number): Layer[] {
  const block = new Sequential(...conv(maps, 1), new ReLU(), ...conv(maps, 3, stride), new ReLU(), ...conv(4 * maps, 1));
  const shortcut = from === 4 * maps && stride === 1 ? null : new Sequential(...conv(4 * maps, 1, stride));
  return [new Residual(block, shortcut), new ReLU()];
}

/** Blocks of ResNet50, ResNet101 and ResNet152. */
export const depths = { 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3] } as const;

/** ResNet for 224 x 224 images. */
export function resNet(depth: keyof typeof depths = 50, classes = 1000): Layer {
  const stages = depths[depth].flatMap((blocks, stage) => {
    const maps = 64 * 2 ** stage;
    return Array.from({ length: blocks }, (_, i) =>
      bottleneck(i > 0 ? 4 * maps : stage === 0 ? 64 : 2 * maps, maps, i === 0 && stage > 0 ? 2 : 1),
    ).flat();
  });
  return new Sequential(
    ...[...conv(64, 7, 2), new ReLU(), new MaxPool2d(3, { stride: 2, padding: 1 }), ...stages],
    ...[new GlobalAvgPool2d(), new Linear(2048, classes)],
  );
}

/** Sizes of a small ResNet, and what it does without. */
export interface SmallResNetOptions {
  /** Maps of the first stage; the second has twice, the third four times as many. Default 8. */
  readonly maps?: number;
  /** Of the first convolution. Default 1. */
  readonly stride?: number;
  /** Leaves out the ways past the blocks. Default false. */
  readonly plain?: boolean;
  /** Batch normalization behind each convolution; without, Xavier's weights. Default true. */
  readonly normalized?: boolean;
}

/** For 28 x 28 images: three stages of `blocks` blocks of two 3 x 3 convolutions each (He et al. 2015): `6 blocks + 2` layers. */
export function smallResNet(blocks: number, { maps = 8, stride = 1, plain = false, normalized = true }: SmallResNetOptions = {}): Layer {
  const unnormalized = (count: number, size: number, move = 1): Layer[] => [
    new Conv2d(null, count, size, { stride: move, padding: (size - 1) / 2, weight: init.xavier() }),
  ];
  const layers = normalized ? conv : unnormalized;
  const block = (count: number, first: boolean): Layer[] => {
    const move = first ? 2 : 1;
    const inner = new Sequential(...layers(count, 3, move), new ReLU(), ...layers(count, 3));
    if (plain) return [inner, new ReLU()];
    return [new Residual(inner, first ? new Sequential(...layers(count, 1, move)) : null), new ReLU()];
  };
  const stages = [1, 2, 4].flatMap((wide) => Array.from({ length: blocks }, (_, i) => block(maps * wide, i === 0 && wide > 1)).flat());
  return new Sequential(...layers(maps, 3, stride), new ReLU(), ...stages, new GlobalAvgPool2d(), new Linear(4 * maps, 10));
}
