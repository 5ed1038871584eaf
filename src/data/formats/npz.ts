import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader, ZipWriter, type FileEntry } from '@zip.js/zip.js';
import { ArgumentError, DataFormatError } from '../../core/errors.ts';
import type { HostArray } from '../host-array.ts';
import { checkBytes, formatError, type ReadOptions, reasonOf, unnamed } from './format-error.ts';
import { readNpy, writeNpy, type NpyArray } from './npy.ts';

/** Options of `writeNpz`. */
export interface WriteNpzOptions {
  /** Deflate the arrays, as `numpy.savez_compressed`; default false. */
  readonly compress?: boolean;
}

// The header of a stored file needs more room than its data when arrays are tiny.
const SLACK = 64;
const MAX_EXPANSION = 1032;

/**
 * Reads every array of a NumPy .npz file, by name; the CRC-32 of each is checked.
 *
 * @throws {DataFormatError} if the archive is damaged, or an entry is not a .npy file that `readNpy` takes.
 * @example
 * const bytes = await writeNpz({ W1: { data: Float32Array.of(1, 2), shape: [2] } });
 * (await readNpz(bytes)).get('W1')?.data; // [1, 2]
 */
export async function readNpz(bytes: Uint8Array, { file = unnamed }: ReadOptions = {}): Promise<Map<string, NpyArray>> {
  checkBytes('readNpz', bytes);
  // Strict: what the directory says of an entry must be what the entry says of itself, so that a flipped name or count is seen.
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { strictness: 'strict', checkSignature: true, useWebWorkers: false });
  const arrays = new Map<string, NpyArray>();
  let offset = 0;
  try {
    for (const entry of await reader.getEntries()) {
      offset = entry.offset;
      if (entry.directory) throw notAnArray(file, offset, entry.filename);
      arrays.set(nameOf(entry, file), await readEntry(entry, bytes.length, file));
    }
  } catch (error) {
    throw error instanceof DataFormatError ? error : damaged(file, offset, error);
  } finally {
    await reader.close();
  }
  return arrays;
}

function damaged(file: string, offset: number, cause: unknown): DataFormatError {
  return formatError({
    reader: 'readNpz',
    problem: 'damaged',
    file,
    offset,
    expected: 'an intact zip archive',
    found: reasonOf(cause),
    cause,
  });
}

function notAnArray(file: string, offset: number, name: string): DataFormatError {
  return formatError({
    reader: 'readNpz',
    problem: 'not an array',
    file,
    offset,
    expected: 'an entry that ends in .npy',
    found: JSON.stringify(name),
  });
}

function nameOf(entry: FileEntry, file: string): string {
  if (!entry.filename.endsWith('.npy')) throw notAnArray(file, entry.offset, entry.filename);
  return entry.filename.slice(0, -'.npy'.length);
}

async function readEntry(entry: FileEntry, fileSize: number, file: string): Promise<NpyArray> {
  const limit = Math.min(entry.compressedSize, fileSize) * MAX_EXPANSION + SLACK;
  if (entry.uncompressedSize > limit) {
    const found = `${entry.uncompressedSize} bytes`;
    throw formatError({
      reader: 'readNpz',
      problem: 'claims too much',
      file,
      offset: entry.offset,
      expected: `at most ${limit} bytes`,
      found,
    });
  }
  const bytes = await entry.getData(new Uint8ArrayWriter());
  return readNpy(bytes, { file: `${file}/${entry.filename}` });
}

/**
 * Writes arrays to a NumPy .npz file. The same arrays give the same bytes: entries carry no time.
 *
 * @throws {ArgumentError} if a name is empty.
 * @example
 * import { writeFile } from 'node:fs/promises';
 * await writeFile('weights.npz', await writeNpz({ W1: { data: Float32Array.of(1, 2), shape: [2] } }));
 */
export async function writeNpz(
  arrays: Readonly<Record<string, HostArray>> | ReadonlyMap<string, HostArray>,
  { compress = false }: WriteNpzOptions = {},
): Promise<Uint8Array> {
  // The earliest date of the format.
  const lastModDate = new Date(1980, 0, 1);
  const options = { level: compress ? 6 : 0, useWebWorkers: false, extendedTimestamp: false, dataDescriptor: false, lastModDate };
  const writer = new ZipWriter(new Uint8ArrayWriter(), options);
  const entries: Iterable<readonly [string, HostArray]> = isMap(arrays) ? arrays : Object.entries(arrays);
  for (const [name, array] of entries) {
    if (name === '') throw new ArgumentError('writeNpz: an array has an empty name. Name every array.', 'arrays', arrays);
    await writer.add(`${name}.npy`, new Uint8ArrayReader(writeNpy(array)));
  }
  return await writer.close();
}

function isMap(arrays: Readonly<Record<string, HostArray>> | ReadonlyMap<string, HostArray>): arrays is ReadonlyMap<string, HostArray> {
  return arrays instanceof Map;
}
