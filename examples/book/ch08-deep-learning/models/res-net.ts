import { BatchNorm2d, Conv2d, GlobalAvgPool2d, Linear, MaxPool2d, ReLU, Residual, Sequential, type Layer } from 'megagrad/nn';

const conv = (maps: number, size: number, stride = 1): Layer[] => [
  new Conv2d(null, maps, size, { stride, padding: (size - 1) / 2, bias: false }),
  new BatchNorm2d(maps),
];

/** Two 3 x 3 convolutions (He et al. 2015); with `plain`, without the way past them. */
export function basicBlock(from: number, maps: number, stride: number, plain: boolean): Layer[] {
  const block = new Sequential(...conv(maps, 3, stride), new ReLU(), ...conv(maps, 3));
  const shortcut = from === maps && stride === 1 ? null : new Sequential(...conv(maps, 1, stride));
  return [plain ? block : new Residual(block, shortcut), new ReLU()];
}

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

/** For 28 x 28 images: three stages of `blocks` blocks each; with `plain`, the same without shortcuts. */
export function smallResNet(blocks: number, { maps = 8, plain = false }: { maps?: number; plain?: boolean } = {}): Layer {
  const stages = [1, 2, 4].flatMap((wide, stage) =>
    Array.from({ length: blocks }, (_, i) =>
      basicBlock(maps * (i === 0 && stage > 0 ? wide / 2 : wide), maps * wide, i === 0 && stage > 0 ? 2 : 1, plain),
    ).flat(),
  );
  return new Sequential(...conv(maps, 3), new ReLU(), ...stages, new GlobalAvgPool2d(), new Linear(4 * maps, 10));
}
