import { format } from '../../core/shape.ts';
import { hostArray, type HostArray } from '../host-array.ts';
import { checkBytes, formatError, hex, type ReadOptions, unnamed } from './format-error.ts';
import { gunzip, isGzip } from './gzip.ts';
import { bytesOf, decodeNumbers, type NumberType } from './number-codec.ts';

/** Options of `readIdx`. */
export interface ReadIdxOptions extends ReadOptions {
  /** Element type that the file must have; default any. */
  readonly type?: NumberType;
  /** Lengths that the axes must have, null for any; default any number of axes. */
  readonly shape?: readonly (number | null)[];
}

// Third byte of the magic number, as the page of the MNIST database defines it.
const types: ReadonlyMap<number, NumberType> = new Map([
  [0x08, 'uint8'],
  [0x09, 'int8'],
  [0x0b, 'int16'],
  [0x0c, 'int32'],
  [0x0d, 'float32'],
  [0x0e, 'float64'],
]);

/**
 * Reads an IDX file, the format of MNIST, plain or gzipped.
 *
 * Say the `type` and `shape` that you expect: the format has no checksum, and a damaged header may describe other numbers of as many bytes.
 *
 * @throws {DataFormatError} if the header is not IDX's, is not what was expected, or does not account for every byte of the file.
 * @example
 * // needs a file
 * import { readFile } from 'node:fs/promises';
 * const { data, shape } = await readIdx(await readFile('train-images-idx3-ubyte.gz'), { type: 'uint8', shape: [null, 28, 28] });
 */
export async function readIdx(bytes: Uint8Array, options: ReadIdxOptions = {}): Promise<HostArray> {
  checkBytes('readIdx', bytes);
  const { file = unnamed } = options;
  return parseIdx(isGzip(bytes) ? await gunzip(bytes, { file }) : bytes, options);
}

/** Reads an unpacked IDX file. @internal */
export function parseIdx(bytes: Uint8Array, { file = unnamed, type: wanted, shape: lengths }: ReadIdxOptions = {}): HostArray {
  const fail = (problem: string, offset: number, expected: string | number, found: string | number): Error =>
    formatError({ reader: 'readIdx', problem, file, offset, expected, found });
  const magic = bytes.subarray(0, 4);
  const type = types.get(magic[2] ?? -1);
  if (magic.length < 4 || magic[0] !== 0 || magic[1] !== 0 || type === undefined || magic[3] === 0) {
    throw fail('not an IDX file', 0, '00 00, a type from 08 to 0e, and the number of axes', hex(magic));
  }
  if (wanted !== undefined && type !== wanted) throw fail('other element type than expected', 2, wanted, type);
  const rank = magic[3]!;
  const start = 4 + 4 * rank;
  if (bytes.length < start) throw fail('ends early', bytes.length, `${start} bytes of header`, `${bytes.length} bytes`);
  const shape = readLengths(bytes, rank);
  if (lengths !== undefined && !matches(shape, lengths)) {
    throw fail('other shape than expected', 4, format(lengths.map((length) => length ?? NaN)).replaceAll('NaN', 'any'), format(shape));
  }
  // A product beyond 2^53 is far beyond any file, so its rounding does not matter.
  const size = start + shape.reduce((product, length) => product * length, bytesOf[type]);
  if (bytes.length < size) throw fail('ends early', bytes.length, `${size} bytes for shape ${format(shape)}`, `${bytes.length} bytes`);
  if (bytes.length > size) throw fail('has bytes after its end', size, `${size} bytes for shape ${format(shape)}`, `${bytes.length} bytes`);
  return hostArray(decodeNumbers(bytes.subarray(start), type, false), shape);
}

function readLengths(bytes: Uint8Array, rank: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis, false));
}

function matches(shape: readonly number[], lengths: readonly (number | null)[]): boolean {
  return shape.length === lengths.length && shape.every((length, axis) => lengths[axis] === null || lengths[axis] === length);
}
