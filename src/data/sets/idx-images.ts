import { ArrayDataset } from '../array-dataset.ts';
import type { TrainTest } from '../dataset.ts';
import { readIdx } from '../formats/idx.ts';
import { hostArray, type HostArray } from '../host-array.ts';
import { oneHot as toOneHot } from '../one-hot.ts';
import { locate, type DataFile, type DataSource, type LocateOptions } from '../sources/locate.ts';

/** How images are handed out; the defaults are those of the book's load_mnist. */
export interface ImageOptions {
  /** Divide pixels by 255; default true. Else they are 0 to 255. */
  readonly normalize?: boolean;
  /** Rows of height x width x channels numbers; default true. Else [height, width, channels]. */
  readonly flatten?: boolean;
  /** Targets as rows with a one at the class; default false. Else class numbers. */
  readonly oneHot?: boolean;
}

/** Images of bytes with labels, and where they came from. */
export interface RawImages {
  /** [N, height, width, channels]. */
  readonly images: HostArray;
  readonly labels: HostArray;
  readonly source: DataSource;
}

const CLASSES = 10;

/** The four files of MNIST and of data sets that took over its form. */
export interface IdxFiles {
  readonly trainImages: DataFile;
  readonly trainLabels: DataFile;
  readonly testImages: DataFile;
  readonly testLabels: DataFile;
}

/** @internal */
export async function loadIdxImages(files: IdxFiles, options: ImageOptions & LocateOptions): Promise<TrainTest<ArrayDataset>> {
  // The smallest file first: where nothing can be downloaded, the wait ends there.
  const testLabels = await locate(files.testLabels, options);
  const test = await readPair(files.testImages, testLabels, 10_000, options);
  const train = await readPair(files.trainImages, await locate(files.trainLabels, options), 60_000, options);
  return { train: imageDataset(train, options), test: imageDataset(test, options) };
}

async function readPair(
  imageFile: DataFile,
  labelFile: Awaited<ReturnType<typeof locate>>,
  count: number,
  options: LocateOptions,
): Promise<RawImages> {
  const labels = await readIdx(labelFile.bytes, { file: labelFile.name, type: 'uint8', shape: [count] });
  const { bytes, name, source } = await locate(imageFile, options);
  const { data, shape } = await readIdx(bytes, { file: name, type: 'uint8', shape: [count, 28, 28] });
  return { images: hostArray(data, [...shape, 1]), labels, source };
}

/** @internal */
export function imageDataset(
  { images, labels, source }: RawImages,
  { normalize = true, flatten = true, oneHot = false }: ImageOptions,
): ArrayDataset {
  const { data, shape } = images;
  const x = flatten ? hostArray(data, [shape[0]!, data.length / shape[0]!]) : images;
  return new ArrayDataset(x, oneHot ? toOneHot(labels.data, CLASSES) : labels, { source, divisor: normalize ? 255 : 1 });
}
