import { hostArray, type HostArray } from '../host-array.ts';
import { checkBytes, formatError, type ReadOptions, unnamed } from './format-error.ts';

/** Options of `readCifar`. */
export interface ReadCifarOptions extends ReadOptions {
  /** Number of images that the file must have; default any. The format cannot tell that images are missing. */
  readonly count?: number;
}

/** Images with a class number each. */
export interface LabeledImages {
  /** [N, height, width, channels]. */
  readonly images: HostArray<Uint8Array>;
  readonly labels: Uint8Array;
}

const SIDE = 32;
const PLANE = SIDE * SIDE;
const RECORD = 1 + 3 * PLANE;
const CLASSES = 10;

/**
 * Reads the binary version of CIFAR-10: records of a label and 32x32 pixels, planes of red, green and blue.
 *
 * Shapes: images -> [N,32,32,3]
 *
 * @throws {DataFormatError} if the file is not whole records, has a label above 9, or not `count` images.
 * @example
 * // needs a file
 * import { readFile } from 'node:fs/promises';
 * const { images, labels } = readCifar(await readFile('data_batch_1.bin'), { count: 10000 });
 */
export function readCifar(bytes: Uint8Array, { file = unnamed, count }: ReadCifarOptions = {}): LabeledImages {
  checkBytes('readCifar', bytes);
  const found = `${bytes.length} bytes`;
  if (bytes.length % RECORD !== 0 || bytes.length === 0) {
    const offset = bytes.length - (bytes.length % RECORD);
    throw formatError({
      reader: 'readCifar',
      problem: 'ends within a record',
      file,
      offset,
      expected: `a multiple of ${RECORD} bytes`,
      found,
    });
  }
  if (count !== undefined && bytes.length !== count * RECORD) {
    const expected = `${count * RECORD} bytes for ${count} images`;
    throw formatError({
      reader: 'readCifar',
      problem: 'other number of images than expected',
      file,
      offset: bytes.length,
      expected,
      found,
    });
  }
  const total = bytes.length / RECORD;
  const labels = new Uint8Array(total);
  const pixels = new Uint8Array(total * 3 * PLANE);
  for (let i = 0; i < total; i++) {
    labels[i] = labelAt(bytes, i * RECORD, file);
    interleave(bytes.subarray(i * RECORD + 1, (i + 1) * RECORD), pixels.subarray(i * 3 * PLANE, (i + 1) * 3 * PLANE));
  }
  return { images: hostArray(pixels, [total, SIDE, SIDE, 3]), labels };
}

function labelAt(bytes: Uint8Array, offset: number, file: string): number {
  const label = bytes[offset]!;
  if (label < CLASSES) return label;
  throw formatError({ reader: 'readCifar', problem: 'not a label', file, offset, expected: '0 to 9', found: label });
}

function interleave(planes: Uint8Array, pixels: Uint8Array): void {
  for (let channel = 0; channel < 3; channel++) {
    for (let i = 0; i < PLANE; i++) pixels[3 * i + channel] = planes[channel * PLANE + i]!;
  }
}
