import { encode } from 'fast-png';
import { Generator, noGrad, random, softmax } from 'megagrad';
import { centerCrop, compose, normalize, readImage, resize, toTensor, type HostArray, type Transform } from 'megagrad/data';
import type { Program } from '../program.ts';
import { vgg, vgg16Blocks } from './models/vgg.ts';

const [height, width] = [200, 250];

/** A picture whose red tells the row and green the column, with the blue stripes of a zebra. */
function picture(): Uint8Array {
  const data = Uint8Array.from({ length: height * width * 3 }, (_, at) => {
    const [row, column] = [Math.floor(at / 3 / width), Math.floor(at / 3) % width];
    const stripe = Math.sin(column / 6 + Math.sin(row / 20)) > 0 ? 230 : 25;
    return [row, column, stripe][at % 3]!;
  });
  return encode({ data, height, width, channels: 3 });
}

/** The middle 224 x 224 of an image whose shorter side was made 256: what every network for ImageNet is given. */
const cropped = compose(resize({ size: 256 }), centerCrop({ size: 224 }));

/** ImageNet's means and deviations of red, green and blue, for values from 0 to 1. */
const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const preprocess = compose(cropped, normalize({ mean: 0, std: 255 }), normalize(imageNet));

/** As the VGG of its authors was trained: blue first, values to 255, means taken off. */
const bgr: Transform = ({ data, shape }) => ({ data: data.map((_, i) => data[i - (i % 3) + 2 - (i % 3)]!), shape });
const caffeMean = [103.939, 116.779, 123.68];
const preprocessVgg = compose(cropped, bgr, normalize({ mean: caffeMean, std: 1 }));

/** The largest distance of two channels from what the picture has where the pixel's center lies. */
function worst({ data }: HostArray, expected: (row: number, column: number) => Record<number, number>): number {
  const scale = height / 256;
  const left = Math.floor((Math.floor(width / scale) - 224) / 2);
  let largest = 0;
  for (let i = 0; i < 224; i++) {
    for (let j = 0; j < 224; j++) {
      const values = expected((i + 16 + 0.5) * scale - 0.5, (j + left + 0.5) * scale - 0.5);
      for (const [channel, value] of Object.entries(values))
        largest = Math.max(largest, Math.abs(data[(i * 224 + j) * 3 + Number(channel)]! - value));
    }
  }
  return largest;
}

export const program: Program = {
  name: 'ch08-deep-learning/thousand-classes',
  title: 'from any picture to the probabilities of a thousand classes',
  device: 'auto',
  async run({ full, seed, figure, save, say }) {
    const generator = new Generator(seed);
    const file = picture();
    await save('picture.png', file);
    const image = readImage(file);
    const { data, shape } = cropped(image, generator);
    await save('cropped.png', encode({ data: Uint8Array.from(data, Math.round), height: shape[0]!, width: shape[1]!, channels: 3 }));

    const { mean, std } = imageNet;
    const input = preprocess(image, generator);
    const off = worst(input, (row, column) => ({
      0: (row / 255 - mean[0]!) / std[0]!,
      1: (column / 255 - mean[1]!) / std[1]!,
    }));
    figure({
      row: 2,
      name: `a picture of ${image.shape.join(' x ')} becomes ${input.shape.join(' x ')}, its pixels off by`,
      ours: off.toExponential(0),
      met: input.shape.join() === '224,224,3' && off < 1e-5,
    });
    const offVgg = worst(preprocessVgg(image, generator), (row, column) => ({ 1: column - caffeMean[1]!, 2: row - caffeMean[2]! }));
    figure({ row: 2, name: 'blue first, means taken off: pixels off by', ours: offVgg.toExponential(0), met: offVgg < 1e-3 });

    random.seed(seed);
    const narrow = vgg16Blocks.map(([convolutions, maps]) => [convolutions, maps / 8] as const);
    const model = vgg(full ? {} : { blocks: narrow, hidden: 512 }).eval();
    const batch = toTensor({ data: input.data, shape: [1, ...input.shape] });
    const begun = performance.now();
    const probabilities = await noGrad(() => softmax(model.forward(batch))).data();
    say(`${full ? 'VGG16' : 'an eighth of VGG16'}, not trained: ${Math.round(performance.now() - begun)} ms`);
    const ranked = [...probabilities.keys()].sort((a, b) => probabilities[b]! - probabilities[a]!);
    for (const index of ranked.slice(0, 5)) say(`class ${index}: ${probabilities[index]!.toFixed(4)}`);
    const sum = ranked.reduce((total, index) => total + probabilities[index]!, 0);
    figure({
      row: 2,
      name: `sum of the probabilities of ${probabilities.length} classes`,
      ours: sum.toFixed(6),
      met: probabilities.length === 1000 && probabilities[ranked.at(-1)!]! > 0 && Math.abs(sum - 1) < 1e-5,
    });
    if (full) {
      const multiplications = model.summary([1, 224, 224, 3]).macs;
      const ours = `${(multiplications / 1e9).toFixed(2)} thousand million multiply-adds, ${probabilities.length} outputs`;
      figure({ row: 93, name: 'VGG16 run on 224 x 224', ours, met: probabilities.length === 1000 && Number.isFinite(sum) });
    }
    model.dispose();
  },
};
