import { ArgumentError, DataFormatError, ShapeError } from 'megagrad';
import { readSafetensors, writeSafetensors } from 'megagrad/data';
import { describe, expect, it } from 'vitest';

/** A file with this header and so many zeros after it. */
function fileOf(header: unknown, size: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + size);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };

describe('readSafetensors', () => {
  it.each<[string, Uint8Array, string]>([
    ['a short file', Uint8Array.of(1, 2), 'offset 0, expected 8 bytes of header length, found 01 02.'],
    [
      'a header that is longer than the file',
      fileOf({}, 0).fill(255, 2, 3),
      'offset 0, expected a header of at most 2 bytes, found 16711682 bytes.',
    ],
    ['a header that is no object', fileOf([], 0), 'offset 8, expected a header in JSON, found it is no object.'],
    ['an entry that is no description', fileOf({ x: 1 }, 0), "expected a description of 'x', found 1."],
    ['an unknown type', fileOf({ x: { ...entry, dtype: 'F8_E4M3' } }, 8), 'BF16, U32, I32, F32, U64, I64, F64 for \'x\', found "F8_E4M3".'],
    ['a negative length', fileOf({ x: { ...entry, shape: [-2] } }, 8), "expected a shape for 'x', found [-2]."],
    ['a missing offset', fileOf({ x: { ...entry, data_offsets: [0] } }, 8), "expected two offsets for 'x', found [0]."],
    ['a hole', fileOf({ x: { ...entry, data_offsets: [4, 12] } }, 12), "expected 'x' at 0, within 12 bytes of data, found 4 to 12."],
    ['data that ends early', fileOf({ x: entry }, 7), "expected 'x' at 0, within 7 bytes of data, found 0 to 8."],
    [
      'a shape that does not fill the data',
      fileOf({ x: { ...entry, shape: [3] } }, 8),
      "expected 12 bytes for 'x', F32[3], found 8 bytes.",
    ],
    ['bytes after the end', fileOf({ x: entry }, 9), 'expected the end of the file, found 1 more bytes.'],
    ['metadata that is no text', fileOf({ __metadata__: { a: 1 } }, 0), 'expected __metadata__ with texts, found {"a":1}.'],
  ])('names %s', async (_, bytes, message) => {
    const reading = readSafetensors(bytes, { file: 'w.safetensors' });
    await expect(reading).rejects.toThrow(DataFormatError);
    await expect(reading).rejects.toThrow('readSafetensors: not a valid safetensors file: file w.safetensors, offset');
    await expect(reading).rejects.toThrow(message);
  });

  it('sees content that is not that of its SHA-256', async () => {
    const bytes = await writeSafetensors({ x: { data: Float32Array.of(1, 2), shape: [2] } });
    bytes[bytes.length - 1]! ^= 1;
    await expect(readSafetensors(bytes)).rejects.toThrow(/expected content with SHA-256 [0-9a-f]{64}, found [0-9a-f]{64}\.$/);
  });
});

describe('writeSafetensors', () => {
  it('refuses what the format cannot hold', async () => {
    const one = { data: Float32Array.of(1), shape: [1] };
    await expect(writeSafetensors({ __metadata__: one })).rejects.toThrow(ArgumentError);
    await expect(writeSafetensors({ __metadata__: one })).rejects.toThrow(
      "writeSafetensors: '__metadata__' names no array: pass metadata as an option.",
    );
    await expect(writeSafetensors({ x: { ...one, shape: [2] } })).rejects.toThrow(ShapeError);
    await expect(writeSafetensors({ x: { ...one, shape: [2] } })).rejects.toThrow(
      "writeSafetensors: 'x' does not fill its shape: shape [2], data 1 elements.",
    );
  });

  it('gives the same bytes for the same arrays, data at a multiple of 8', async () => {
    const arrays = { a: { data: Uint8Array.of(1), shape: [1] }, b: { data: Float64Array.of(2), shape: [] } };
    const bytes = await writeSafetensors(arrays, { metadata: { by: 'a test' } });
    expect(bytes).toEqual(await writeSafetensors(new Map(Object.entries(arrays)), { metadata: { by: 'a test' } }));
    expect(new DataView(bytes.buffer).getBigUint64(0, true) % 8n).toBe(0n);
  });
});
