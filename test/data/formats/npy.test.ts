import { describe, expect, test } from 'vitest';
import { DataFormatError } from '../../../src/core/errors.ts';
import { readNpy, readNpz, writeNpy, writeNpz } from '../../../src/data/index.ts';
import * as files from './numpy-files.ts';

describe('what NumPy wrote', () => {
  test.each<[string, string, readonly number[], readonly number[], string, string]>([
    ['float16', files.halves, [7], [0, 1.5, -2, 65504, 2 ** -24, Infinity, -Infinity], 'float16', 'Float32Array'],
    ['big-endian float32', files.bigEndian, [2, 3], [0, 0.5, 1, 1.5, 2, 2.5], 'float32', 'Float32Array'],
    ['big-endian int16', files.bigEndianShorts, [3], [1, -1, 300], 'int16', 'Int16Array'],
    ['int64 that fits int32', files.longs, [2, 2], [1, -2, 3, 2 ** 31 - 1], 'int64', 'Int32Array'],
    ['uint64 up to 2^53 - 1', files.unsignedLongs, [2], [2 ** 53 - 1, 5], 'uint64', 'Float64Array'],
    ['bool', files.bools, [3], [1, 0, 1], 'bool', 'Uint8Array'],
    ['a scalar', files.scalar, [], [2.5], 'float64', 'Float64Array'],
    ['Fortran order', files.fortran, [2, 3, 4], Array.from({ length: 24 }, (_, i) => i), 'int32', 'Int32Array'],
    ['version 3', files.version3, [2], [1, 2], 'float64', 'Float64Array'],
  ])('%s', (_, base64, shape, values, type, array) => {
    const found = readNpy(files.bytesOf(base64));
    expect(found.shape).toEqual(shape);
    expect([...found.data]).toEqual(values);
    expect(found.type).toBe(type);
    expect(found.data.constructor.name).toBe(array);
  });

  test('numbers that do not start at a multiple of their size in memory', () => {
    const bytes = files.bytesOf(files.longs);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect([...readNpy(shifted.subarray(1)).data]).toEqual([1, -2, 3, 2 ** 31 - 1]);
  });

  test('a Buffer, also one that starts anywhere, gives plain arrays', () => {
    const file = writeNpy({ data: Float64Array.of(1 / 3, 2), shape: [2] });
    const shifted = Buffer.concat([Buffer.of(0), file]).subarray(1);
    expect(readNpy(shifted).data).toEqual(Float64Array.of(1 / 3, 2));
    expect(readNpy(Buffer.from(writeNpy({ data: Uint8Array.of(7), shape: [1] }))).data).toEqual(Uint8Array.of(7));
  });

  test('npz, compressed and stored', async () => {
    const arrays = await readNpz(files.bytesOf(files.compressed));
    expect([...arrays.keys()]).toEqual(['W1', 'b1']);
    expect(arrays.get('W1')).toEqual({ data: Float32Array.of(0, 1, 2, 3, 4, 5), shape: [2, 3], type: 'float32' });
    expect(arrays.get('b1')).toEqual({ data: Int32Array.of(1, 2), shape: [2], type: 'int64' });
    expect((await readNpz(files.bytesOf(files.stored))).get('x')?.data).toEqual(Int32Array.of(0, 1, 2));
  });
});

describe('what is written', () => {
  test('is byte for byte what NumPy writes', () => {
    expect(writeNpy({ data: Uint8Array.of(1, 0, 1), shape: [3], type: 'bool' })).toEqual(files.bytesOf(files.bools));
    expect(writeNpy({ data: Float64Array.of(2.5), shape: [] })).toEqual(files.bytesOf(files.scalar));
  });

  const arrays = {
    float64: { data: Float64Array.of(1 / 3, -0, NaN), shape: [3] },
    float32: { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] },
    int32: { data: Int32Array.of(-5), shape: [] },
    uint16: { data: Uint16Array.of(65535), shape: [1, 1] },
    int8: { data: Int8Array.of(-128, 127), shape: [2] },
    empty: { data: new Float32Array(0), shape: [0, 4] },
  };

  test.each(Object.entries(arrays))('%s comes back', (_, array) => {
    expect(readNpy(writeNpy(array))).toMatchObject(array);
  });

  test.each([false, true])('npz comes back, compress %s, and the same arrays give the same bytes', async (compress) => {
    const bytes = await writeNpz(arrays, { compress });
    expect(bytes).toEqual(await writeNpz(new Map(Object.entries(arrays)), { compress }));
    const found = await readNpz(bytes);
    expect([...found.keys()]).toEqual(Object.keys(arrays));
    for (const [name, array] of Object.entries(arrays)) expect(found.get(name)).toMatchObject(array);
  });

  test('a name that objects have from birth is a name like any other', async () => {
    const bytes = await writeNpz(new Map([['__proto__', arrays.int32]]));
    expect((await readNpz(bytes)).get('__proto__')).toMatchObject(arrays.int32);
  });
});

describe('what cannot be read is named', () => {
  const good = files.bytesOf(files.bigEndian);
  const changed = (offset: number, text: string): Uint8Array => {
    const bytes = good.slice();
    bytes.set(new TextEncoder().encode(text), offset);
    return bytes;
  };

  test.each<[string, Uint8Array, string, number]>([
    ['another file', Uint8Array.of(1, 2), 'readNpy: not a NumPy file: file a.npy, offset 0, expected 93 4e 55 4d 50 59, found 01 02.', 0],
    ['version', changed(6, '\u0009'), 'readNpy: unknown version: file a.npy, offset 6, expected 1.0, 2.0 or 3.0, found 9.0.', 6],
    ['cut header', good.slice(0, 60), 'readNpy: ends early: file a.npy, offset 60, expected 128 bytes of header, found 60 bytes.', 60],
    [
      'cut numbers',
      good.slice(0, -1),
      'readNpy: ends early: file a.npy, offset 151, expected 152 bytes for shape [2,3], found 151 bytes.',
      151,
    ],
    [
      'more numbers',
      Uint8Array.of(...good, 0),
      'readNpy: has bytes after its end: file a.npy, offset 152, expected 152 bytes for shape [2,3], found 153 bytes.',
      152,
    ],
    [
      'complex numbers',
      files.bytesOf(files.complex),
      'readNpy: element type is not one that can be read: file a.npy, offset 10, expected bool, an integer or a float such as <f4, found "<c16".',
      10,
    ],
    [
      'text',
      files.bytesOf(files.text),
      'readNpy: element type is not one that can be read: file a.npy, offset 10, expected bool, an integer or a float such as <f4, found "<U1".',
      10,
    ],
    [
      'an integer beyond 2^53',
      files.bytesOf(files.tooLarge),
      'readNpy: integer is too large for a JavaScript number: file a.npy, offset 128, expected at most 2^53 - 1, found 9007199254740994.',
      128,
    ],
  ])('%s', (_, bytes, message, offset) => {
    const error = thrownBy(() => readNpy(bytes, { file: 'a.npy' }));
    expect(error).toBeInstanceOf(DataFormatError);
    expect(error).toMatchObject({ message, file: 'a.npy', offset });
  });

  test('an entry that is no array', async () => {
    const { ZipWriter, Uint8ArrayWriter, Uint8ArrayReader } = await import('@zip.js/zip.js');
    const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
    await writer.add('readme.txt', new Uint8ArrayReader(Uint8Array.of(1)));
    const bytes = await writer.close();
    const message = 'readNpz: not an array: file a.npz, offset 0, expected an entry that ends in .npy, found "readme.txt".';
    await expect(readNpz(bytes, { file: 'a.npz' })).rejects.toThrow(message);
  });

  test('a damaged entry', async () => {
    const bytes = files.bytesOf(files.stored);
    bytes[170]! ^= 1;
    await expect(readNpz(bytes, { file: 'a.npz' })).rejects.toThrow(
      /^readNpz: damaged: file a\.npz, offset 0, expected an intact zip archive, found /,
    );
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
