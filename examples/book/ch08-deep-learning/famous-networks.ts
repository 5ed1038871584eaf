import { crossEntropy, Generator, noGrad, ones, random } from 'megagrad';
import { mnist } from 'megagrad/data';
import type { Layer } from 'megagrad/nn';
import { Adam } from 'megagrad/optim';
import { fit } from 'megagrad/train';
import { toDot, dotToSvg } from 'megagrad/viz';
import type { Program } from '../program.ts';
import { meanOfLast } from '../train-conv-net.ts';
import { alexNet } from './models/alex-net.ts';
import { denseNet121, smallDenseNet } from './models/dense-net.ts';
import { googLeNet, smallGoogLeNet } from './models/goog-le-net.ts';
import { leNet } from './models/le-net.ts';
import { nin } from './models/nin.ts';
import { resNet, smallResNet } from './models/res-net.ts';
import { vgg, vgg19Blocks } from './models/vgg.ts';

/** Parameters as others count them: torchvision's for those trained on ImageNet, by hand where it has other layers. */
const counted: readonly (readonly [
  row: number,
  name: string,
  make: () => Layer,
  side: number,
  channels: number,
  parameters: number | null,
])[] = [
  [91, 'LeNet', leNet, 28, 1, 61_706],
  // One column, not the two of the paper: 62,378,344 by hand.
  [92, 'AlexNet', alexNet, 227, 3, 62_378_344],
  [93, 'VGG16', vgg, 224, 3, 138_357_544],
  [93, 'VGG19', () => vgg({ blocks: vgg19Blocks }), 224, 3, 143_667_240],
  [94, 'NiN, for digits', nin, 28, 1, null],
  [95, 'GoogLeNet', googLeNet, 224, 3, null],
  [96, 'ResNet50', () => resNet(50), 224, 3, 25_557_032],
  [96, 'ResNet152', () => resNet(152), 224, 3, 60_192_808],
  [97, 'DenseNet121', denseNet121, 224, 3, 7_978_856],
];

/** The same ideas in a size that learns digits in seconds. */
const small: readonly (readonly [row: number, name: string, make: () => Layer, learningRate: number, steps: number])[] = [
  [91, 'LeNet', leNet, 0.01, 150],
  [92, 'AlexNet', () => alexNet({ divisor: 16, classes: 10, small: true }), 0.001, 40],
  [
    93,
    'VGG',
    () =>
      vgg({
        blocks: [
          [1, 8],
          [2, 16],
        ],
        hidden: 64,
        classes: 10,
      }),
    0.001,
    40,
  ],
  [94, 'NiN', () => nin(8), 0.003, 60],
  [95, 'GoogLeNet', smallGoogLeNet, 0.005, 30],
  [96, 'ResNet', () => smallResNet(1), 0.005, 30],
  [97, 'DenseNet', smallDenseNet, 0.005, 30],
];

export const program: Program = {
  name: 'ch08-deep-learning/famous-networks',
  title: 'LeNet to DenseNet: counted, drawn, and trained in a small form',
  device: 'auto',
  async run({ full, seed, figure, save, say }) {
    for (const [row, name, make, side, channels, parameters] of counted) {
      const model = make();
      const { parameters: ours, macs } = model.summary([1, side, side, channels]);
      say(`${name}: ${(macs / 1e6).toFixed(1)} million multiply-adds for an image of ${side} x ${side}`);
      figure({
        row,
        name: `parameters of ${name}`,
        ...(parameters === null ? {} : { book: String(parameters) }),
        ours: String(ours),
        met: parameters === null ? ours > 0 : ours === parameters,
      });
      model.dispose();
    }
    const { train } = await mnist({ flatten: false });
    for (const [row, name, make, learningRate, steps] of small) {
      random.seed(seed);
      const model = make();
      noGrad(() => model.forward(ones([2, 28, 28, 1])));
      await save(`${name}.svg`, await dotToSvg(toDot(() => model.forward(ones([1, 28, 28, 1])), { theme: 'book', depth: 1 })));
      const { losses } = await fit(model, {
        data: train,
        loss: crossEntropy,
        optimizer: new Adam(model.parameters(), { learningRate }),
        batchSize: 50,
        replacement: true,
        generator: new Generator(seed),
        steps: full ? 600 : steps,
      });
      const end = meanOfLast([...losses], 10);
      figure({
        row,
        name: `small ${name}: loss after ${losses.length} steps`,
        book: 'learns (2.303 at first)',
        ours: end.toFixed(3),
        met: end < (full ? 0.5 : 2.2),
      });
      model.dispose();
    }
  },
};
