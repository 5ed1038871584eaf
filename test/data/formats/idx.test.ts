import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DataFormatError } from '../../../src/core/errors.ts';
import { gunzip, readIdx } from '../../../src/data/index.ts';

const file = 'train.idx';

/** Two images of 2 x 3 pixels. */
const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, ...Array.from({ length: 12 }, (_, i) => 250 - i));

describe('readIdx', () => {
  test('bytes, plain and gzipped', async () => {
    const expected = { shape: [2, 2, 3], data: images.slice(16) };
    expect(await readIdx(images)).toEqual(expected);
    expect(await readIdx(gzipSync(images))).toEqual(expected);
  });

  test('every element type, big-endian', async () => {
    const read = async (type: number, bytes: readonly number[]): Promise<ArrayLike<number>> =>
      (await readIdx(Uint8Array.of(0, 0, type, 1, 0, 0, 0, 1, ...bytes))).data;
    expect(await read(0x08, [255])).toEqual(Uint8Array.of(255));
    expect(await read(0x09, [255])).toEqual(Int8Array.of(-1));
    expect(await read(0x0b, [255, 254])).toEqual(Int16Array.of(-2));
    expect(await read(0x0c, [0, 1, 0, 0])).toEqual(Int32Array.of(65536));
    expect(await read(0x0d, [0x3f, 0xc0, 0, 0])).toEqual(Float32Array.of(1.5));
    expect(await read(0x0e, [0xbf, 0xe0, 0, 0, 0, 0, 0, 0])).toEqual(Float64Array.of(-0.5));
  });

  const changed = (offset: number, value: number): Uint8Array => images.map((byte, i) => (i === offset ? value : byte));

  test.each<[string, Uint8Array, number, string]>([
    [
      'an empty file',
      new Uint8Array(0),
      0,
      'readIdx: not an IDX file: file train.idx, offset 0, expected 00 00, a type from 08 to 0e, and the number of axes, found nothing.',
    ],
    [
      'an unknown type',
      changed(2, 10),
      0,
      'readIdx: not an IDX file: file train.idx, offset 0, expected 00 00, a type from 08 to 0e, and the number of axes, found 00 00 0a 03.',
    ],
    ['another type', changed(2, 9), 2, 'readIdx: other element type than expected: file train.idx, offset 2, expected uint8, found int8.'],
    [
      'another shape',
      changed(15, 6),
      4,
      'readIdx: other shape than expected: file train.idx, offset 4, expected [any,2,3], found [2,2,6].',
    ],
    [
      'a length that the file has not',
      changed(7, 3),
      28,
      'readIdx: ends early: file train.idx, offset 28, expected 34 bytes for shape [3,2,3], found 28 bytes.',
    ],
    [
      'a length beyond any file',
      changed(4, 255),
      28,
      'readIdx: ends early: file train.idx, offset 28, expected 25669140508 bytes for shape [4278190082,2,3], found 28 bytes.',
    ],
    [
      'more than the shape',
      changed(7, 1),
      22,
      'readIdx: has bytes after its end: file train.idx, offset 22, expected 22 bytes for shape [1,2,3], found 28 bytes.',
    ],
    [
      'a cut header',
      images.slice(0, 10),
      10,
      'readIdx: ends early: file train.idx, offset 10, expected 16 bytes of header, found 10 bytes.',
    ],
  ])('%s', async (_, bytes, offset, message) => {
    const error: unknown = await readIdx(bytes, { file, type: 'uint8', shape: [null, 2, 3] }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataFormatError);
    expect(error).toMatchObject({ message, file, offset });
  });
});

describe('gunzip', () => {
  const packed = new Uint8Array(gzipSync(new TextEncoder().encode('hello '.repeat(1000))));

  test('gives back what went in', async () => {
    expect(new TextDecoder().decode(await gunzip(packed))).toBe('hello '.repeat(1000));
  });

  test.each<[string, Uint8Array, number, RegExp]>([
    [
      'another file',
      Uint8Array.of(80, 75, 3, 4),
      0,
      /^gunzip: not a gzip file: file a\.gz, offset 0, expected 1f 8b 08, found 50 4b 03\.$/,
    ],
    [
      'a cut file',
      packed.slice(0, -3),
      packed.length - 3,
      /^gunzip: ends early: file a\.gz, offset \d+, expected more compressed data, found the end of the file after \d+ bytes\.$/,
    ],
    [
      'a wrong checksum',
      packed.map((byte, i) => (i === packed.length - 6 ? byte ^ 1 : byte)),
      packed.length - 8,
      /^gunzip: damaged: file a\.gz, offset \d+, expected intact compressed data, found .*check/,
    ],
    [
      'damaged data',
      packed.map((byte, i) => (i === 10 ? 255 : byte)),
      0,
      /^gunzip: damaged: file a\.gz, offset 0, expected intact compressed data, found .*block type/,
    ],
  ])('%s', async (_, bytes, offset, message) => {
    const error: unknown = await gunzip(bytes, { file: 'a.gz' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataFormatError);
    expect(error).toMatchObject({ offset, file: 'a.gz' });
    expect(String(error instanceof Error && error.message)).toMatch(message);
  });

  test('stops where more comes out than allowed', async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(10_000_000)));
    await expect(gunzip(bomb, { maxBytes: 1000 })).rejects.toThrow(
      /^gunzip: unpacks to more than allowed: file bytes, offset 0, expected at most 1000 bytes, found more\.$/,
    );
    expect((await gunzip(bomb)).length).toBe(10_000_000);
  });
});
