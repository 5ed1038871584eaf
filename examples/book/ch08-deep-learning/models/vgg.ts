import { Conv2d, Dropout, Flatten, init, Linear, MaxPool2d, ReLU, Sequential, type Layer } from 'megagrad/nn';

/** What a VGG is made of. */
export interface VggOptions {
  /** Convolutions and maps of each block. Default: those of VGG16. */
  readonly blocks?: readonly (readonly [convolutions: number, maps: number])[];
  /** Units of the two hidden layers. Default 4096. */
  readonly hidden?: number;
  /** Default 1000. */
  readonly classes?: number;
}

/** Blocks of VGG16 and of VGG19. */
export const vgg16Blocks = [
  [2, 64],
  [2, 128],
  [3, 256],
  [3, 512],
  [3, 512],
] as const;
export const vgg19Blocks = [
  [2, 64],
  [2, 128],
  [4, 256],
  [4, 512],
  [4, 512],
] as const;

/** VGG (Simonyan, Zisserman 2014): blocks of 3 x 3 convolutions, each halved by a pooling, and three layers. */
export function vgg({ blocks = vgg16Blocks, hidden = 4096, classes = 1000 }: VggOptions = {}): Layer {
  const weight = init.he();
  const block = ([convolutions, maps]: readonly [number, number]): Layer[] => [
    ...Array.from({ length: convolutions }, (): Layer[] => [new Conv2d(null, maps, 3, { padding: 1, weight }), new ReLU()]).flat(),
    new MaxPool2d(2),
  ];
  const dense = (): Layer[] => [new Linear(null, hidden, { weight }), new ReLU(), new Dropout(0.5)];
  return new Sequential(...blocks.flatMap(block), new Flatten(), ...dense(), ...dense(), new Linear(null, classes, { weight }));
}
