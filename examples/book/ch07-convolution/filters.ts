import { conv2d, Generator, noGrad, tensor, type Tensor } from 'megagrad';
import { mnist, toTensor } from 'megagrad/data';
import { Sequential } from 'megagrad/nn';
import { images, type GrayImage } from 'megagrad/viz';
import { simpleConvNet } from '../ch08-deep-learning/models/simple-conv-net.ts';
import type { Program } from '../program.ts';
import { first, learnConvNet } from '../common/train-conv-net.ts';

/** The last axis of [H, W, maps] as pictures. */
async function maps(x: Tensor): Promise<GrayImage[]> {
  const [height, width, count] = x.shape as [number, number, number];
  const values = await x.data();
  return Array.from({ length: count }, (_, m) => ({
    height,
    width,
    pixels: Array.from({ length: height * width }, (__, i) => values[i * count + m]!),
  }));
}

/** How alike neighboring weights are: the correlation of each filter's pixels with those to the right and below, on average. */
function smoothness(filters: readonly GrayImage[]): number {
  const each = filters.map(({ pixels, width, height }) => {
    const mean = Array.from(pixels).reduce((sum, p) => sum + p, 0) / pixels.length;
    const at = (i: number, j: number): number => pixels[i * width + j]! - mean;
    let [together, alone] = [0, 0];
    for (let i = 0; i + 1 < height; i++) {
      for (let j = 0; j + 1 < width; j++) {
        together += at(i, j) * (at(i, j + 1) + at(i + 1, j));
        alone += at(i, j) ** 2 + (at(i, j + 1) ** 2 + at(i + 1, j) ** 2) / 2;
      }
    }
    return together / alone;
  });
  return each.reduce((sum, value) => sum + value, 0) / each.length;
}

/** A square, a disc and a bar on an even ground. */
function picture(): { pixels: number[]; height: number; width: number } {
  const size = 96;
  const at = (i: number, j: number): number => {
    if (i > 12 && i < 44 && j > 14 && j < 46) return 0.9;
    if ((i - 62) ** 2 + (j - 62) ** 2 < 22 ** 2) return 0.6;
    if (Math.abs(i - j - 50) < 6) return 1;
    return 0.2;
  };
  return { pixels: Array.from({ length: size * size }, (_, k) => at(Math.floor(k / size), k % size)), height: size, width: size };
}

/** Whether the strongest answer of a 5 x 5 filter, up or down, lies where the picture is not even. */
function isStrongestAtEdges(response: GrayImage, scene: GrayImage): boolean {
  const even: number[] = [];
  const edges: number[] = [];
  for (let k = 0; k < response.pixels.length; k++) {
    const [i, j] = [Math.floor(k / response.width), k % response.width];
    const window = Array.from({ length: 25 }, (_, w) => scene.pixels[(i + Math.floor(w / 5)) * scene.width + j + (w % 5)]!);
    (window.every((pixel) => pixel === window[0]) ? even : edges).push(response.pixels[k]!);
  }
  return Math.max(...edges) > Math.max(...even) || Math.min(...edges) < Math.min(...even);
}

export const program: Program = {
  name: 'ch07-convolution/filters',
  title: 'learning turns the noise of the filters into edges and blobs',
  device: 'auto',
  async run(context) {
    const { full, seed, figure, save } = context;
    const generator = new Generator(seed);
    const { train, test } = await mnist({ flatten: false });
    const model = simpleConvNet(generator);
    const filters = async (): Promise<GrayImage[]> => maps(model.parameters()[0]!.reshape([5, 5, 30]));
    const before = await filters();
    const steps = full ? 3000 : 100;
    const length = { steps, every: full ? 600 : steps };
    await learnConvNet(context, 'ch07-convolution/simple-conv-net', model, { train, test: first(test, 500) }, generator, length);
    const after = await filters();
    await save('filters-before.svg', images(before, { title: 'Filters before learning' }));
    await save('filters-after.svg', images(after, { title: 'Filters after learning' }));
    const [noise, structure] = [smoothness(before), smoothness(after)];
    figure({
      row: 123,
      name: 'correlation of neighboring weights, before and after',
      book: 'noise becomes edges and blobs',
      ours: `${noise.toFixed(2)} and ${structure.toFixed(2)}`,
      met: Math.abs(noise) < 0.1 && structure > noise + 0.1,
    });

    const scene = picture();
    const shown = conv2d(tensor(scene.pixels, { shape: [1, scene.height, scene.width, 1] }), model.parameters()[0]!);
    const responses = (await maps(shown.reshape(shown.shape.slice(1)))).slice(0, 16);
    await save('picture.svg', images([scene], { size: 200 }));
    await save('filtered.svg', images(responses, { title: 'The picture behind 16 filters', columns: 4, size: 96 }));
    const edges = responses.filter((response) => isStrongestAtEdges(response, scene)).length;
    figure({
      row: 123,
      name: 'of 16 filters on a picture, those that answer more strongly at edges than on all even areas',
      book: 'filters extract edges',
      ours: String(edges),
      met: edges >= (full ? 12 : 8),
    });

    // What the layer makes of a digit.
    const digit = toTensor(test.batch(Int32Array.of(0)).x);
    await save('digit.svg', images(await maps(digit.reshape([28, 28, 1])), { size: 140 }));
    const convolution = new Sequential(...[...model].slice(0, 3)).eval();
    const pooled = noGrad(() => convolution.forward(digit));
    await save('feature-maps.svg', images(await maps(pooled.reshape([12, 12, 30])), { title: 'The digit after Conv - ReLU - Pool' }));
  },
};
