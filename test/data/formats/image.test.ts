import { encode } from 'fast-png';
import jpeg from 'jpeg-js';
import { describe, expect, test } from 'vitest';
import { DataFormatError } from '../../../src/core/errors.ts';
import { readCifar, readImage } from '../../../src/data/index.ts';

const gradient = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, i) => (i * 7) % 256);

describe('PNG', () => {
  test.each([1, 2, 3, 4])('%i channels of 8 bits', (channels) => {
    const data = gradient(5 * 3 * channels);
    expect(readImage(encode({ width: 5, height: 3, channels, data }))).toEqual({ data, shape: [3, 5, channels] });
  });

  test('16 bits', () => {
    const data = Uint16Array.of(0, 256, 65535, 7);
    expect(readImage(encode({ width: 2, height: 2, channels: 1, depth: 16, data }))).toEqual({ data, shape: [2, 2, 1] });
  });

  test('1 bit gray, rows beginning at whole bytes', () => {
    const data = Uint8Array.of(0b10110000, 0b01000000);
    const { shape, data: pixels } = readImage(encode({ width: 4, height: 2, channels: 1, depth: 1, data }));
    expect(shape).toEqual([2, 4, 1]);
    expect([...pixels]).toEqual([255, 0, 255, 255, 0, 255, 0, 0]);
  });

  test('a palette becomes colors', () => {
    const palette = [
      [255, 0, 0],
      [0, 0, 9],
    ];
    const { shape, data } = readImage(encode({ width: 2, height: 1, channels: 1, depth: 8, data: Uint8Array.of(1, 0), palette }));
    expect(shape).toEqual([1, 2, 3]);
    expect([...data]).toEqual([0, 0, 9, 255, 0, 0]);
  });

  const good = encode({ width: 5, height: 3, channels: 1, data: gradient(15) });

  test.each<[string, Uint8Array, number, RegExp]>([
    [
      'another file',
      Uint8Array.of(71, 73, 70, 56),
      0,
      /not an image: file a\.png, offset 0, expected a PNG or JPEG signature, found 47 49 46 38\.$/,
    ],
    [
      'a wrong checksum',
      good.map((byte, i) => (i === 30 ? byte ^ 1 : byte)),
      8,
      /damaged: file a\.png, offset 8, expected intact PNG chunks, found .*CRC/i,
    ],
    [
      'a cut header',
      good.slice(0, 20),
      20,
      /ends early: file a\.png, offset 20, expected 33 bytes of signature and header, found 20 bytes\.$/,
    ],
    [
      'more pixels than it can hold',
      good.map((byte, i) => (i === 16 || i === 20 ? 127 : byte)),
      16,
      /claims too much: file a\.png, offset 16, expected at most \d+ pixels, found 2130706437 x 2130706435\.$/,
    ],
  ])('%s', (_, bytes, offset, message) => {
    const error = thrownBy(bytes);
    expect(error).toMatchObject({ name: 'DataFormatError', offset });
    expect(error instanceof Error && error.message).toMatch(message);
  });
});

describe('JPEG', () => {
  const size = 16;
  const flat = new Uint8Array(size * size * 4).fill(200);
  const good = new Uint8Array(jpeg.encode({ width: size, height: size, data: flat }, 90).data);

  test('a flat color comes back within its quantization', () => {
    const { shape, data } = readImage(good);
    expect(shape).toEqual([size, size, 3]);
    expect(Math.max(...Array.from(data, (value) => Math.abs(value - 200)))).toBeLessThanOrEqual(2);
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['a cut file', good.slice(0, -10), /ends early: file a\.png, offset \d+, expected the end marker ff d9/],
    ['no frame', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), /has no frame: file a\.png, offset 4/],
    [
      'more pixels than it can hold',
      enlarged(good),
      /claims too much: file a\.png, offset \d+, expected at most \d+ pixels, found 65535 x 65535\.$/,
    ],
  ])('%s', (_, bytes, message) => {
    const error = thrownBy(bytes);
    expect(error).toBeInstanceOf(DataFormatError);
    expect(error instanceof Error && error.message).toMatch(message);
  });
});

describe('CIFAR-10', () => {
  const record = (label: number, red: number, green: number, blue: number): number[] => [
    label,
    ...new Array<number>(1024).fill(red),
    ...new Array<number>(1024).fill(green),
    ...new Array<number>(1024).fill(blue),
  ];

  test('planes become pixels', () => {
    const { images, labels } = readCifar(Uint8Array.from([...record(3, 1, 2, 3), ...record(9, 4, 5, 6)]), { count: 2 });
    expect(images.shape).toEqual([2, 32, 32, 3]);
    expect([...images.data.subarray(0, 6)]).toEqual([1, 2, 3, 1, 2, 3]);
    expect([...images.data.subarray(-3)]).toEqual([4, 5, 6]);
    expect([...labels]).toEqual([3, 9]);
  });

  test.each<[string, Uint8Array, string]>([
    [
      'nothing',
      new Uint8Array(0),
      'readCifar: ends within a record: file c.bin, offset 0, expected a multiple of 3073 bytes, found 0 bytes.',
    ],
    [
      'a cut record',
      new Uint8Array(3100),
      'readCifar: ends within a record: file c.bin, offset 3073, expected a multiple of 3073 bytes, found 3100 bytes.',
    ],
    [
      'too few records',
      new Uint8Array(3073),
      'readCifar: other number of images than expected: file c.bin, offset 3073, expected 6146 bytes for 2 images, found 3073 bytes.',
    ],
    [
      'a label above 9',
      Uint8Array.from([...record(1, 0, 0, 0), ...record(10, 0, 0, 0)]),
      'readCifar: not a label: file c.bin, offset 3073, expected 0 to 9, found 10.',
    ],
  ])('%s', (_, bytes, message) => {
    const run = (): unknown => readCifar(bytes, { file: 'c.bin', count: 2 });
    expect(run).toThrow(DataFormatError);
    expect(run).toThrow(message);
  });
});

function thrownBy(bytes: Uint8Array): unknown {
  try {
    return readImage(bytes, { file: 'a.png' });
  } catch (error) {
    return error;
  }
}

/** Height and width follow the length and the precision of the frame header, ff c0. */
function enlarged(bytes: Uint8Array): Uint8Array {
  const frame = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc0);
  return bytes.map((byte, i) => (i >= frame + 5 && i < frame + 9 ? 255 : byte));
}
