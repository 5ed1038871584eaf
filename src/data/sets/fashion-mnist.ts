import type { ArrayDataset } from '../array-dataset.ts';
import type { TrainTest } from '../dataset.ts';
import type { DataFile, LocateOptions } from '../sources/locate.ts';
import { loadIdxImages, type IdxFiles, type ImageOptions } from './idx-images.ts';

/** Options of `fashionMnist`. */
export interface FashionMnistOptions extends ImageOptions, LocateOptions {}

function file(name: string, size: number, sha256: string): DataFile {
  const mirrors = [
    'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion',
    'https://storage.googleapis.com/cvdf-datasets/fashion-mnist',
  ];
  const folder = 'fashion-mnist';
  return {
    path: `${folder}/${name}.gz`,
    aliases: [`${folder}/${name}`],
    urls: mirrors.map((mirror) => `${mirror}/${name}.gz`),
    size,
    sha256,
  };
}

const files: IdxFiles = {
  trainImages: file('train-images-idx3-ubyte', 26_421_880, '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84'),
  trainLabels: file('train-labels-idx1-ubyte', 29_515, 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845'),
  testImages: file('t10k-images-idx3-ubyte', 4_422_102, '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073'),
  testLabels: file('t10k-labels-idx1-ubyte', 5_148, '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5'),
};

/** What the class numbers of `fashionMnist` stand for. */
export const fashionMnistClasses: readonly string[] = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/**
 * Pictures of clothes: 60,000 to train, 10,000 to test, 28 x 28 gray pixels, 10 classes (Xiao, Rasul, Vollgraf 2017).
 *
 * Shapes: x [784], or [28,28,1] with `flatten: false`; y a class number, or [10] with `oneHot: true`
 *
 * @throws {DataNotFoundError} if it is neither in MEGAGRAD_DATA (fashion-mnist/) nor in the cache and cannot be downloaded.
 * @throws {DataFormatError} if a file is damaged.
 * @example
 * // needs the Fashion-MNIST files
 * const { train } = await fashionMnist({ flatten: false });
 */
export function fashionMnist(options: FashionMnistOptions = {}): Promise<TrainTest<ArrayDataset>> {
  return loadIdxImages(files, options);
}
