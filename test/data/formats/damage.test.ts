import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import jpeg from 'jpeg-js';
import { fit, loadCheckpoint } from 'megagrad/train';
import { afterAll, describe, expect, test } from 'vitest';
import { DataFormatError } from '../../../src/core/errors.ts';
import { Generator } from '../../../src/core/random.ts';
import {
  gunzip,
  readCifar,
  readCsv,
  readIdx,
  readImage,
  readNpy,
  readNpz,
  readSafetensors,
  writeNpy,
  writeNpz,
  writeSafetensors,
  type HostArray,
} from '../../../src/data/index.ts';
import { longRun } from '../../train/long-run.ts';

// MEGAGRAD_FUZZ=10000 runs the whole of it: that many flips and truncations over all formats.
const total = Number(process.env['MEGAGRAD_FUZZ'] ?? 1500);

interface Format {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly read: (bytes: Uint8Array) => unknown;
  /** True where a checksum covers every byte that the numbers depend on. */
  readonly checksum: boolean;
  /** Bytes of which every flip must be seen. */
  readonly header: number;
  /** Flips of the header that make another valid file: `offset: new byte`. */
  readonly undetectable?: ReadonlySet<string>;
}

const generator = new Generator(0);

function noise(size: number): Uint8Array {
  return generator.fillIntegers(new Uint8Array(size), 0, 256);
}

const idx = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28, ...noise(3 * 28 * 28));
const readImages = (bytes: Uint8Array): Promise<HostArray> => readIdx(bytes, { type: 'uint8', shape: [null, 28, 28] });
const weights = { data: Float32Array.from(generator.randn(60)), shape: [5, 12] };
const arrays = {
  W1: weights,
  b1: { data: Float32Array.from(generator.randn(12)), shape: [12] },
  step: { data: Int32Array.of(5), shape: [] },
};
const saved = await writeSafetensors(arrays, { metadata: { by: 'a test' } });
const readTensors = async (bytes: Uint8Array): Promise<unknown> => [...(await readSafetensors(bytes)).arrays];

const folder = mkdtempSync(join(tmpdir(), 'megagrad-damage-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Weights, optimizer, averages, what a recurrent layer carries, a schedule, metrics: all that a checkpoint may hold. */
async function writeCheckpoint(): Promise<Uint8Array> {
  const file = join(folder, 'whole.safetensors');
  const { model, settings } = longRun(file, 2);
  await fit(model, { ...settings, steps: 2 });
  return readFileSync(file);
}

/** Everything that a resumed run would start from. */
async function resume(bytes: Uint8Array): Promise<unknown> {
  const file = join(folder, 'damaged.safetensors');
  writeFileSync(file, bytes);
  const { model, optimizer, ema, others } = longRun(file, 2);
  const run = await loadCheckpoint(file, { model, optimizer, others });
  const [moments, averages] = [optimizer.getState(), ema.getState()];
  const values = [model.stateDict(), moments.tensors, averages.tensors].map((named) =>
    Object.entries(named).map(([name, value]) => [name, value.toArray()]),
  );
  const carried = model.lstm.state!.map((part) => part.toArray());
  return [run, moments.rest, averages.rest, others['schedule']!.getState(), values, carried];
}

const csv = ['a,b,c', ...Array.from({ length: 50 }, (_, i) => `${i},${i * i},${i / 7}`), ''].join('\n');
const readAll = async (bytes: Uint8Array): Promise<unknown> => [...(await readNpz(bytes))];

const described: readonly Format[] = [
  { name: 'idx', bytes: idx, read: readImages, checksum: false, header: 16 },
  { name: 'idx.gz', bytes: gzipSync(idx), read: readImages, checksum: true, header: 3 },
  { name: 'gzip', bytes: gzipSync(new TextEncoder().encode(csv)), read: (bytes) => gunzip(bytes), checksum: true, header: 3 },
  // The byte order of a .npy file is one character, and both are right.
  {
    name: 'npy',
    bytes: writeNpy(weights),
    read: (bytes) => readNpy(bytes),
    checksum: false,
    header: 128,
    undetectable: new Set(['21: >']),
  },
  { name: 'npz', bytes: await writeNpz(arrays), read: readAll, checksum: true, header: 0 },
  { name: 'npz, compressed', bytes: await writeNpz(arrays, { compress: true }), read: readAll, checksum: true, header: 0 },
  { name: 'safetensors', bytes: saved, read: readTensors, checksum: true, header: 8 },
  { name: 'checkpoint', bytes: await writeCheckpoint(), read: resume, checksum: true, header: 8 },
  {
    name: 'csv',
    bytes: new TextEncoder().encode(csv),
    read: (bytes) => readCsv(bytes, { columns: ['a', 'b', 'c'], rows: 50 }).numbers(),
    checksum: false,
    header: 6,
  },
  {
    name: 'cifar',
    bytes: noise(3 * 3073).map((byte, i) => (i % 3073 === 0 ? byte % 10 : byte)),
    read: (bytes) => readCifar(bytes, { count: 3 }),
    checksum: false,
    header: 0,
  },
  {
    name: 'png',
    bytes: encode({ width: 20, height: 16, channels: 3, data: noise(960) }),
    read: (bytes) => readImage(bytes),
    checksum: true,
    header: 33,
  },
  {
    name: 'jpeg',
    bytes: jpeg.encode({ width: 24, height: 24, data: noise(24 * 24 * 4) }, 80).data,
    read: (bytes) => readImage(bytes),
    checksum: false,
    header: 2,
  },
];

// What Node gives as a Buffer becomes a plain array with a buffer of its own.
const formats = described.map((format) => ({ ...format, bytes: Uint8Array.from(format.bytes) }));

/** 'same', 'other' or 'error'; what is not a DataFormatError is thrown on. */
async function outcome(format: Format, bytes: Uint8Array, expected: string): Promise<string> {
  try {
    return printed(await format.read(bytes)) === expected ? 'same' : 'other';
  } catch (error) {
    if (error instanceof DataFormatError && error.message.includes(`offset ${error.offset}`)) return 'error';
    throw error;
  }
}

function printed(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    ArrayBuffer.isView(inner) ? [...new Uint8Array(inner.buffer, inner.byteOffset, inner.byteLength)] : inner,
  );
}

function flipped(bytes: Uint8Array, offset: number, mask: number): Uint8Array {
  return bytes.map((byte, i) => (i === offset ? byte ^ mask : byte));
}

describe.each(formats)('a damaged file: $name', (format) => {
  const { bytes, checksum, header, undetectable } = format;
  const count = Math.ceil(total / formats.length);

  test(`${count} random byte flips and truncations`, { timeout: 600_000 }, async () => {
    const expected = printed(await format.read(bytes));
    const random = new Generator(1);
    for (let i = 0; i < count; i++) {
      const offset = random.randint(0, bytes.length);
      const mask = random.randint(1, 256);
      const cut = i % 4 === 3;
      const found = await outcome(format, cut ? bytes.slice(0, offset) : flipped(bytes, offset, mask), expected);
      const allowed = cut ? ['error'] : checksum ? ['error', 'same'] : ['error', 'same', 'other'];
      expect(allowed, `${cut ? 'cut at' : `flip by ${mask} of`} byte ${offset} of ${bytes.length}`).toContain(found);
    }
  });

  test(`each bit of the first ${header} bytes`, async () => {
    const expected = printed(await format.read(bytes));
    const passed: string[] = [];
    for (let offset = 0; offset < header; offset++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = flipped(bytes, offset, 1 << bit);
        const found = await outcome(format, changed, expected);
        // FTEXT, the lowest flag of gzip, means nothing to the numbers.
        if (found === 'other' || (found === 'same' && !checksum)) passed.push(`${offset}: ${String.fromCharCode(changed[offset]!)}`);
      }
    }
    expect(passed).toEqual([...(undetectable ?? [])]);
  });
});
