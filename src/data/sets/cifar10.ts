import type { ArrayDataset } from '../array-dataset.ts';
import type { TrainTest } from '../dataset.ts';
import { readCifar, type LabeledImages } from '../formats/cifar.ts';
import { formatError } from '../formats/format-error.ts';
import { gunzip } from '../formats/gzip.ts';
import { readTar } from '../formats/tar.ts';
import { hostArray } from '../host-array.ts';
import { locate, type DataFile, type DataSource, type LocateOptions } from '../sources/locate.ts';
import { imageDataset, type ImageOptions } from './idx-images.ts';

/** Options of `cifar10`. */
export interface Cifar10Options extends ImageOptions, LocateOptions {}

const archive: DataFile = {
  path: 'cifar-10/cifar-10-binary.tar.gz',
  aliases: ['cifar-10-binary.tar.gz'],
  urls: ['https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz'],
  size: 170_052_171,
  sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
};

const PER_FILE = 10_000;

/** What the class numbers of `cifar10` stand for. */
export const cifar10Classes: readonly string[] = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

/**
 * Small photographs: 50,000 to train, 10,000 to test, 32 x 32 pixels of red, green and blue, 10 classes (Krizhevsky 2009).
 *
 * Shapes: x [32,32,3], or [3072] with `flatten: true`; y a class number, or [10] with `oneHot: true`
 *
 * @throws {DataNotFoundError} if it is neither in MEGAGRAD_DATA (cifar-10/) nor in the cache and cannot be downloaded (170 MB).
 * @throws {DataFormatError} if a file is damaged.
 * @example
 * // needs the CIFAR-10 files
 * const { train, test } = await cifar10();
 */
export async function cifar10({ flatten = false, ...options }: Cifar10Options = {}): Promise<TrainTest<ArrayDataset>> {
  const { bytes, name, source } = await locate(archive, options);
  const parts = readTar(await gunzip(bytes, { file: name }), { file: name });
  const part = (file: string): LabeledImages => {
    const found = parts.get(file);
    if (found === undefined) {
      throw formatError({
        reader: 'cifar10',
        problem: 'lacks a file',
        file: name,
        offset: 0,
        expected: file,
        found: [...parts.keys()].join(', '),
      });
    }
    return readCifar(found, { file: `${name}/${file}`, count: PER_FILE });
  };
  const dataset = (files: readonly string[]): ArrayDataset => joined(files.map(part), source, { ...options, flatten });
  return { train: dataset([1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`)), test: dataset(['test_batch.bin']) };
}

function joined(parts: readonly LabeledImages[], source: DataSource, options: ImageOptions): ArrayDataset {
  const size = parts.reduce((total, { images }) => total + images.data.length, 0);
  const pixels = new Uint8Array(size);
  const labels = new Uint8Array(parts.reduce((total, part) => total + part.labels.length, 0));
  let images = 0;
  let count = 0;
  for (const part of parts) {
    pixels.set(part.images.data, images);
    labels.set(part.labels, count);
    images += part.images.data.length;
    count += part.labels.length;
  }
  return imageDataset({ images: hostArray(pixels, [count, 32, 32, 3]), labels: hostArray(labels, [count]), source }, options);
}
