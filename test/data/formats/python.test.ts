import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNpz, readSafetensors, writeNpz, writeSafetensors, type HostArray } from 'megagrad/data';
import { afterAll, describe, expect, it } from 'vitest';
import { pythonWith, runPython } from '../../python.ts';

const python = pythonWith('numpy', 'safetensors');
const folder = mkdtempSync(join(tmpdir(), 'megagrad-python-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Arrays of every type, empty ones, scalars, names that objects have from birth. */
const written = `
import numpy as np
arrays = {
  'float64': np.array([1 / 3, -0.0, 5e-324]),
  'float32': np.arange(6, dtype=np.float32).reshape(2, 3) / 7,
  'float16': np.array([0, 1.5, -2, 65504, 2.0**-24], np.float16),
  'int64': np.array([[1, -2], [3, 2**31 - 1]]),
  'long': np.array([2**53 - 1, -5]),
  'int32': np.array([-(2**31), 7], np.int32),
  'uint32': np.array([2**32 - 1], np.uint32),
  'int16': np.array([-300, 300], np.int16),
  'uint16': np.array([65535], np.uint16),
  'int8': np.array([-128, 127], np.int8),
  'uint8': np.array([0, 255], np.uint8),
  'bool': np.array([True, False, True]),
  'scalar': np.array(2.5),
  'empty': np.zeros((0, 4), np.float32),
  'one.empty': np.zeros((2, 0, 3)),
  '__proto__': np.array([3], np.int32),
  '0': np.array([4], np.int32),
}
`;

const expected = new Map<string, HostArray>([
  ['float64', { data: Float64Array.of(1 / 3, -0, 5e-324), shape: [3] }],
  ['float32', { data: Float32Array.from({ length: 6 }, (_, i) => Math.fround(i) / 7), shape: [2, 3] }],
  ['float16', { data: Float32Array.of(0, 1.5, -2, 65504, 2 ** -24), shape: [5] }],
  ['int64', { data: Int32Array.of(1, -2, 3, 2 ** 31 - 1), shape: [2, 2] }],
  ['long', { data: Float64Array.of(2 ** 53 - 1, -5), shape: [2] }],
  ['int32', { data: Int32Array.of(-(2 ** 31), 7), shape: [2] }],
  ['uint32', { data: Uint32Array.of(2 ** 32 - 1), shape: [1] }],
  ['int16', { data: Int16Array.of(-300, 300), shape: [2] }],
  ['uint16', { data: Uint16Array.of(65535), shape: [1] }],
  ['int8', { data: Int8Array.of(-128, 127), shape: [2] }],
  ['uint8', { data: Uint8Array.of(0, 255), shape: [2] }],
  ['bool', { data: Uint8Array.of(1, 0, 1), shape: [3] }],
  ['scalar', { data: Float64Array.of(2.5), shape: [] }],
  ['empty', { data: new Float32Array(0), shape: [0, 4] }],
  ['one.empty', { data: new Float64Array(0), shape: [2, 0, 3] }],
  ['__proto__', { data: Int32Array.of(3), shape: [1] }],
  ['0', { data: Int32Array.of(4), shape: [1] }],
]);

/** What Python says of each array of a file: type, shape, bytes. */
const described = (reading: string): string => `
import json, sys, numpy as np
from safetensors.numpy import load_file
print(json.dumps([[k, v.dtype.name, list(v.shape), v.tobytes().hex()] for k, v in ${reading}.items()]))
`;

const types = new Map<unknown, string>(
  [Float64Array, Float32Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array].map((type) => [
    type,
    type.name.replace('Array', '').toLowerCase(),
  ]),
);

function facts({ data, shape }: HostArray): [string, readonly number[], string] {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return [types.get(data.constructor)!, shape, Buffer.from(bytes).toString('hex')];
}

describe.runIf(python !== undefined)('Python', () => {
  it.each(['savez', 'savez_compressed'])('numpy.%s is read', async (save) => {
    const file = join(folder, `${save}.npz`);
    runPython(python!, `${written}\nimport sys\nnp.${save}(sys.argv[1], **arrays)`, file);
    const arrays = await readNpz(readFileSync(file));
    expect([...arrays.keys()]).toEqual([...expected.keys()]);
    for (const [name, array] of expected) expect(arrays.get(name), name).toMatchObject(array);
  });

  it('safetensors.numpy.save_file is read, with its metadata', async () => {
    const file = join(folder, 'theirs.safetensors');
    const code = `${written}\nimport sys\nfrom safetensors.numpy import save_file\nsave_file(arrays, sys.argv[1], {'format': 'np', 'é': '"'})`;
    runPython(python!, code, file);
    const { arrays, metadata } = await readSafetensors(readFileSync(file));
    expect(metadata).toEqual({ format: 'np', é: '"' });
    expect([...arrays.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
    for (const [name, array] of expected) expect(arrays.get(name), name).toEqual(array);
  });

  it('bfloat16 that safetensors wrote is read', async () => {
    const file = join(folder, 'bfloat16.safetensors');
    // bfloat16 is the upper half of a float32.
    const code = `
import sys, numpy as np
from safetensors import TensorSpec, serialize_file
halves = (np.array([1.5, -2, 2.0**-120, np.inf], np.float32).view(np.uint32) >> 16).astype('<u2')
serialize_file({'x': TensorSpec(dtype='bfloat16', shape=[2, 2], data_ptr=halves.ctypes.data, data_len=halves.nbytes)}, sys.argv[1])`;
    runPython(python!, code, file);
    const { arrays } = await readSafetensors(readFileSync(file));
    expect(arrays.get('x')).toEqual({ data: Float32Array.of(1.5, -2, 2 ** -120, Infinity), shape: [2, 2] });
  });

  it.each([
    ['npz', 'np.load(sys.argv[1])', (arrays: Map<string, HostArray>) => writeNpz(arrays)],
    ['compressed npz', 'np.load(sys.argv[1])', (arrays: Map<string, HostArray>) => writeNpz(arrays, { compress: true })],
    [
      'safetensors',
      'load_file(sys.argv[1])',
      (arrays: Map<string, HostArray>) => writeSafetensors(arrays, { metadata: { by: 'megagrad' } }),
    ],
  ])('reads the %s that we write', async (name, reading, write) => {
    const file = join(folder, `ours.${name}`);
    writeFileSync(file, await write(expected));
    const found = JSON.parse(runPython(python!, described(reading), file)) as [string, string, number[], string][];
    const sorted = found.toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect(sorted).toEqual(
      Array.from(expected, ([key, array]) => [key, ...facts(array)] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  });
});
