import type { ArrayDataset } from '../array-dataset.ts';
import type { TrainTest } from '../dataset.ts';
import { DataNotFoundError, type DataFile, type LocateOptions } from '../sources/locate.ts';
import { imageDataset, loadIdxImages, type IdxFiles, type ImageOptions } from './idx-images.ts';
import { syntheticDigits } from './synthetic-digits.ts';

/** Options of `mnist`. */
export interface MnistOptions extends ImageOptions, LocateOptions {
  /** Digits that the project draws itself: 'fallback' where the real ones cannot be had, 'always', or 'never'; default 'fallback'. */
  readonly synthetic?: 'fallback' | 'always' | 'never';
}

function file(name: string, size: number, sha256: string): DataFile {
  const mirrors = ['https://storage.googleapis.com/cvdf-datasets/mnist', 'https://ossci-datasets.s3.amazonaws.com/mnist'];
  return { path: `mnist/${name}.gz`, aliases: [`mnist/${name}`], urls: mirrors.map((mirror) => `${mirror}/${name}.gz`), size, sha256 };
}

const files: IdxFiles = {
  trainImages: file('train-images-idx3-ubyte', 9_912_422, '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609'),
  trainLabels: file('train-labels-idx1-ubyte', 28_881, '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c'),
  testImages: file('t10k-images-idx3-ubyte', 1_648_877, '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6'),
  testLabels: file('t10k-labels-idx1-ubyte', 4_542, 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6'),
};

/**
 * Handwritten digits: 60,000 to train, 10,000 to test, 28 x 28 gray pixels, classes 0 to 9.
 *
 * Looked for in the folder that MEGAGRAD_DATA names (mnist/), in the user's cache, then at the public mirrors; what is downloaded is checked
 * and cached. With none of these, synthetic digits take their place: `source` of the datasets tells which came.
 *
 * Shapes: x [784], or [28,28,1] with `flatten: false`; y a class number, or [10] with `oneHot: true`
 *
 * @throws {DataFormatError} if a file is damaged.
 * @throws {DataNotFoundError} with `synthetic: 'never'`, if the real digits cannot be had.
 * @example const { train, test } = await mnist();
 */
export async function mnist(options: MnistOptions = {}): Promise<TrainTest<ArrayDataset>> {
  const { synthetic = 'fallback' } = options;
  if (synthetic === 'always') return drawn(options);
  try {
    return await loadIdxImages(files, options);
  } catch (error) {
    if (synthetic === 'never' || !(error instanceof DataNotFoundError)) throw error;
    return drawn(options);
  }
}

function drawn(options: ImageOptions): TrainTest<ArrayDataset> {
  const dataset = (count: number, seed: number): ArrayDataset =>
    imageDataset({ ...syntheticDigits(count, seed), source: 'synthetic' }, options);
  return { train: dataset(60_000, 1984), test: dataset(10_000, 2020) };
}
