import { crossEntropy, Generator, noGrad, ones, randn, random, tensor } from 'megagrad';
import { mnist } from 'megagrad/data';
import type { Layer, Summary } from 'megagrad/nn';
import { Adam } from 'megagrad/optim';
import { fit } from 'megagrad/train';
import { dotToSvg, toDot } from 'megagrad/viz';
import type { Context, Program } from '../program.ts';
import { meanOfLast, share } from '../common/train-conv-net.ts';
import { alexNet } from './models/alex-net.ts';
import { denseNet121, smallDenseNet } from './models/dense-net.ts';
import { googLeNet, smallGoogLeNet } from './models/goog-le-net.ts';
import { leNet } from './models/le-net.ts';
import { nin } from './models/nin.ts';
import { resNet, smallResNet } from './models/res-net.ts';
import { vgg, vgg19Blocks } from './models/vgg.ts';

/**
 * Parameters as others count them: torchvision's for those trained on ImageNet, by hand where it has other layers. For some,
 * layers as the papers list them: maps by the sides of images, then units.
 */
const counted: readonly (readonly [
  row: number,
  name: string,
  make: () => Layer,
  side: number,
  channels: number,
  parameters: number,
  layers?: string,
])[] = [
  [91, 'LeNet', leNet, 28, 1, 61_706],
  // One column, not the two of the paper.
  [92, 'AlexNet', alexNet, 227, 3, 62_378_344, '55: 96, 27: 256, 13: 384 384 256, 6; 4096 4096 1000'],
  [93, 'VGG16', vgg, 224, 3, 138_357_544, '224: 64 64, 112: 128 128, 56: 256 256 256, 28: 512 512 512, 14: 512 512 512, 7; 4096 4096 1000'],
  [93, 'VGG19', () => vgg({ blocks: vgg19Blocks }), 224, 3, 143_667_240],
  // Blocks of 832 + 2 * 1056, 18496 + 2 * 4160 and 36928 + 2 * 4160 weights, and 650.
  [94, 'NiN, for digits', nin, 28, 1, 75_658],
  // torchvision's 6,624,904 have 3 x 3 where the paper has 5 x 5: 16 * 23,808 more.
  [95, 'GoogLeNet', googLeNet, 224, 3, 7_005_832],
  [96, 'ResNet50', () => resNet(50), 224, 3, 25_557_032],
  [96, 'ResNet152', () => resNet(152), 224, 3, 60_192_808],
  [97, 'DenseNet121', denseNet121, 224, 3, 7_978_856],
];

/** The same ideas in a size that learns digits in seconds; those with branches are drawn with what is inside their blocks. */
const small: readonly (readonly [row: number, name: string, make: () => Layer, learningRate: number, steps: number, depth: number])[] = [
  [91, 'LeNet', leNet, 0.01, 150, 0],
  [92, 'AlexNet', () => alexNet({ divisor: 16, classes: 10, small: true }), 0.001, 40, 0],
  [93, 'VGG', smallVgg, 0.002, 40, 0],
  [94, 'NiN', () => nin(8), 0.003, 60, 1],
  [95, 'GoogLeNet', smallGoogLeNet, 0.005, 30, 1],
  [96, 'ResNet', () => smallResNet(1), 0.005, 30, 1],
  [97, 'DenseNet', smallDenseNet, 0.005, 30, 1],
];

function smallVgg(): Layer {
  const blocks = [
    [1, 8],
    [2, 16],
  ] as const;
  return vgg({ blocks, hidden: 64, classes: 10 });
}

/** The layers of a network of convolutions, then others, in the form above. */
function layersOf({ rows }: Summary): string {
  const groups: { side: number; maps: number[] }[] = [];
  for (const { kind, outputShape } of rows) {
    const [, side, , maps] = outputShape ?? [];
    if (kind === 'Conv2d' && groups.at(-1)?.side === side) groups.at(-1)!.maps.push(maps!);
    else if (kind === 'Conv2d') groups.push({ side: side!, maps: [maps!] });
  }
  const pooled = rows.findLast(({ kind }) => kind === 'MaxPool2d')!.outputShape![1]!;
  const units = rows.filter(({ kind }) => kind === 'Linear').map(({ outputShape }) => outputShape![1]!);
  return `${groups.map(({ side, maps }) => `${side}: ${maps.join(' ')}`).join(', ')}, ${pooled}; ${units.join(' ')}`;
}

function count({ figure, say }: Context): void {
  for (const [row, name, make, side, channels, parameters, layers] of counted) {
    const model = make();
    const summary = model.summary([1, side, side, channels]);
    say(`${name}: ${(summary.macs / 1e6).toFixed(1)} million multiply-adds for an image of ${side} x ${side}`);
    const ours = summary.parameters;
    figure({ row, name: `parameters of ${name}`, book: String(parameters), ours: String(ours), met: ours === parameters });
    if (layers !== undefined) {
      const found = layersOf(summary);
      figure({ row, name: `layers of ${name}: maps by side, then units`, book: layers, ours: found, met: found === layers });
    }
    model.dispose();
  }
}

/** AlexNet in its own size, forward and backward. */
function runAlexNet({ figure, seed }: Context): void {
  random.seed(seed);
  const model = alexNet();
  const loss = crossEntropy(model.forward(randn([1, 227, 227, 3])), tensor([0], { dtype: 'int32' }));
  loss.backward();
  const reached = model.parameters().filter(({ grad }) => grad !== null && Number.isFinite(grad.abs().sum().item()));
  figure({
    row: 92,
    name: 'weights and biases of AlexNet with a gradient, from an image of 227 x 227',
    ours: String(reached.length),
    met: reached.length === 16,
  });
  model.dispose();
}

async function learn(context: Context): Promise<void> {
  const { full, seed, figure, save } = context;
  const { train, test } = await mnist({ flatten: false });
  for (const [row, name, make, learningRate, steps, depth] of small) {
    random.seed(seed);
    const model = make();
    noGrad(() => model.forward(ones([2, 28, 28, 1])));
    const dot = toDot(model.eval(), { inputs: [ones([1, 28, 28, 1])], depth, values: false, direction: 'TB' });
    await save(`${name}.svg`, await dotToSvg(dot));
    const { losses } = await fit(model.train(), {
      data: train,
      loss: crossEntropy,
      optimizer: new Adam(model.parameters(), { learningRate }),
      batchSize: 50,
      replacement: true,
      generator: new Generator(seed),
      steps: full ? 600 : steps,
    });
    const end = meanOfLast([...losses], 10);
    const right = full ? await share(model, test) : null;
    figure({
      row,
      name: `small ${name}: loss (2.303 at first) after ${losses.length} steps${right === null ? '' : ', test accuracy'}`,
      ours: `${end.toFixed(3)}${right === null ? '' : `, ${right.toFixed(4)}`}`,
      met: right === null ? end < 2.2 : end < 0.5 && right > 0.85,
    });
    model.dispose();
  }
}

export const program: Program = {
  name: 'ch08-deep-learning/famous-networks',
  title: 'LeNet to DenseNet: counted, drawn, and trained in a small form',
  device: 'auto',
  async run(context) {
    count(context);
    if (context.full) runAlexNet(context);
    await learn(context);
  },
};
