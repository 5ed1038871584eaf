import { Generator, noGrad, type Tensor } from 'megagrad';
import { mnist, toTensor } from 'megagrad/data';
import { Sequential } from 'megagrad/nn';
import { images, type GrayImage } from 'megagrad/viz';
import { simpleConvNet } from '../ch08-deep-learning/models/simple-conv-net.ts';
import type { Program } from '../program.ts';
import { first, trainConvNet } from '../train-conv-net.ts';

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
    await trainConvNet(context, model, { train, test: first(test, 500) }, generator, { steps, every: full ? 600 : steps });
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

    // What each layer makes of a digit: the later, the less of it is left in place.
    const digit = toTensor(test.batch(Int32Array.of(0)).x);
    await save('digit.svg', images(await maps(digit.reshape([28, 28, 1])), { size: 140 }));
    const convolution = new Sequential(...[...(model as Sequential)].slice(0, 3)).eval();
    const pooled = noGrad(() => convolution.forward(digit));
    await save('feature-maps.svg', images(await maps(pooled.reshape([12, 12, 30])), { title: 'The digit after Conv - ReLU - Pool' }));
    const shape = pooled.shape.join();
    figure({ row: 124, name: 'feature maps of a digit', ours: shape, met: shape === '1,12,12,30' });
  },
};
