import { ArgumentError, ShapeError } from '../core/errors.ts';
import { format } from '../core/shape.ts';
import type { Dataset, Sample } from './dataset.ts';
import { readImage, type Image } from './formats/image.ts';
import { MappedDataset } from './mapped-dataset.ts';
import { fileStore, type FileStore } from './sources/host.node.ts';
import { DataNotFoundError, type DataSource } from './sources/locate.ts';
import type { Transform } from './transforms/transform.ts';

/** Options of `imageFolder`. */
export interface ImageFolderOptions {
  /** Divide pixels by the largest value that they can have; default true. */
  readonly normalize?: boolean;
  /** 1 turns colors into grays, 3 repeats grays and drops transparency; default as in the file. */
  readonly channels?: 1 | 3;
}

interface Entry {
  readonly path: string;
  readonly label: number;
}

/** PNG and JPEG files, read when they are drawn; their class is the folder that they lie in. */
export class ImageFolder implements Dataset {
  /** Names of the folders: the place of a name is its class number. */
  readonly classes: readonly string[];
  readonly length: number;
  readonly source: DataSource = 'local';
  readonly #entries: readonly Entry[];
  readonly #store: FileStore;
  readonly #options: ImageFolderOptions;

  /** @internal */
  constructor(store: FileStore, classes: readonly string[], entries: readonly Entry[], options: ImageFolderOptions) {
    this.#store = store;
    this.classes = classes;
    this.#entries = entries;
    this.length = entries.length;
    this.#options = options;
  }

  /** @throws {DataFormatError} if the file is not an image or is damaged. */
  async get(index: number): Promise<Sample> {
    const entry = this.#entries[index];
    if (entry === undefined)
      throw new ArgumentError(`ImageFolder: no such sample: index ${index}, the folder has ${this.length}.`, 'index', index);
    const bytes = await this.#store.read(entry.path);
    if (bytes === null) throw new DataNotFoundError(`ImageFolder: the file is gone: file ${entry.path}.`, entry.path);
    const image = withChannels(readImage(bytes, { file: entry.path }), this.#options.channels, entry.path);
    const largest = this.#options.normalize === false ? 1 : image.data instanceof Uint16Array ? 65535 : 255;
    return {
      x: { data: Float32Array.from(image.data, (value) => value / largest), shape: image.shape },
      y: { data: Int32Array.of(entry.label), shape: [] },
    };
  }

  /** These images, each put through `transform` when it is drawn. */
  map(transform: Transform): MappedDataset {
    return new MappedDataset(this, transform);
  }
}

/**
 * The images of a folder that has one folder per class.
 *
 * Shapes: x [height, width, channels], y a class number
 *
 * @throws {DataNotFoundError} if there is no such folder or no image in it, and in a browser.
 * @example
 * // needs a folder of images
 * const animals = await imageFolder('animals'); // animals/cat/1.png, animals/dog/1.jpg, ...
 */
export async function imageFolder(path: string, options: ImageFolderOptions = {}): Promise<ImageFolder> {
  const store = fileStore();
  if (store === null) throw new DataNotFoundError('imageFolder: a browser has no folders. Read the files with readImage.', path);
  const folders = await store.list(path);
  if (folders === null) throw new DataNotFoundError(`imageFolder: no such folder: path ${path}.`, path);
  const entries: Entry[] = [];
  for (const [label, name] of folders.folders.entries()) {
    const { files = [] } = (await store.list(store.join(path, name))) ?? {};
    for (const file of files) if (/\.(png|jpe?g)$/i.test(file)) entries.push({ path: store.join(path, name, file), label });
  }
  if (entries.length === 0)
    throw new DataNotFoundError(`imageFolder: no .png, .jpg or .jpeg in the folders of the folder: path ${path}.`, path);
  return new ImageFolder(store, folders.folders, entries, options);
}

function withChannels(image: Image, channels: 1 | 3 | undefined, path: string): Image {
  const [height = 0, width = 0, found = 0] = image.shape;
  if (channels === undefined || channels === found) return image;
  if (found < 1 || found > 4)
    throw new ShapeError(`ImageFolder: cannot change channels: file ${path}, shape ${format(image.shape)}.`, { image: image.shape });
  const size = height * width * channels;
  const target = image.data instanceof Uint16Array ? new Uint16Array(size) : new Uint8Array(size);
  for (let i = 0; i < height * width; i++) {
    const pixel = image.data.subarray(i * found, (i + 1) * found);
    if (channels === 1) target[i] = Math.round(luminance(pixel));
    else target.set(found >= 3 ? pixel.subarray(0, 3) : [pixel[0]!, pixel[0]!, pixel[0]!], 3 * i);
  }
  return { data: target, shape: [height, width, channels] };
}

// Weights of ITU-R BT.601, as JPEG has them.
function luminance(pixel: Uint8Array | Uint16Array): number {
  return pixel.length < 3 ? pixel[0]! : 0.299 * pixel[0]! + 0.587 * pixel[1]! + 0.114 * pixel[2]!;
}
