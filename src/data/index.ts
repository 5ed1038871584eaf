export type { ArrayData } from './array-data.ts';
export { ArrayDataset, type ArrayDatasetOptions } from './array-dataset.ts';
export { toTensor, type Batch } from './batch.ts';
export { DataLoader, type DataLoaderOptions, type DataLoaderState } from './data-loader.ts';
export { stack, type Dataset, type Sample, type TrainTest } from './dataset.ts';
export { readCifar, type LabeledImages, type ReadCifarOptions } from './formats/cifar.ts';
export { CsvTable, readCsv, type Classes, type ReadCsvOptions } from './formats/csv.ts';
export type { ReadOptions } from './formats/format-error.ts';
export { gunzip, isGzip, type GunzipOptions } from './formats/gzip.ts';
export { readIdx, type ReadIdxOptions } from './formats/idx.ts';
export { readImage, type Image } from './formats/image.ts';
export { readNpy, writeNpy, type NpyArray } from './formats/npy.ts';
export { readNpz, writeNpz, type WriteNpzOptions } from './formats/npz.ts';
export type { NumberType } from './formats/number-codec.ts';
export { hostArray, type HostArray, type HostData } from './host-array.ts';
export { imageFolder, ImageFolder, type ImageFolderOptions } from './image-folder.ts';
export { MappedDataset } from './mapped-dataset.ts';
export { fromOneHot, oneHot } from './one-hot.ts';
export { readSafetensors, writeSafetensors, type Safetensors, type WriteSafetensorsOptions } from './formats/safetensors.ts';
export { SeqDataLoader, type SeqDataLoaderOptions, type SeqDataLoaderState } from './seq-data-loader.ts';
export { cifar10, cifar10Classes, type Cifar10Options } from './sets/cifar10.ts';
export { fashionMnist, fashionMnistClasses, type FashionMnistOptions } from './sets/fashion-mnist.ts';
export type { ImageOptions } from './sets/idx-images.ts';
export { linear, type LinearOptions } from './sets/linear.ts';
export { mnist, type MnistOptions } from './sets/mnist.ts';
export { ptb, type Ptb } from './sets/ptb.ts';
export { additionSequences, dateSequences, type SequenceOptions, type Sequences } from './sets/sequences.ts';
export { sinCurve, type SinCurveOptions } from './sets/sin-curve.ts';
export { spiral, type SpiralOptions } from './sets/spiral.ts';
export { xor } from './sets/xor.ts';
export { DownloadError, type DownloadOptions } from './sources/download.ts';
export { DataNotFoundError, type DataSource, type LocateOptions } from './sources/locate.ts';
export { kFold, randomSplit, type Fold, type KFoldOptions, type RandomOptions } from './split.ts';
export { Subset } from './subset.ts';
export { TextDataset } from './text-dataset.ts';
export {
  crop,
  flip,
  rotate,
  scale,
  shift,
  type CropOptions,
  type FillOptions,
  type FlipOptions,
  type RotateOptions,
  type ScaleOptions,
  type ShiftOptions,
} from './transforms/affine.ts';
export { centerCrop } from './transforms/center-crop.ts';
export { compose } from './transforms/compose.ts';
export { flatten } from './transforms/flatten.ts';
export { normalize, type NormalizeOptions } from './transforms/normalize.ts';
export { resize } from './transforms/resize.ts';
export type { SizeOptions } from './transforms/size.ts';
export type { Transform } from './transforms/transform.ts';
export { brightness, noise, type BrightnessOptions, type NoiseOptions } from './transforms/values.ts';
export { whiten, type WhitenOptions } from './transforms/whiten.ts';
export { Vocabulary } from './vocabulary.ts';
