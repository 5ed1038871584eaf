import { describe, expect, test } from 'vitest';
import { cast, tensor, zeros, type DType, type Tensor, type TensorData } from 'megagrad';
import { ArgumentError, DtypeError } from '../../../src/core/errors.ts';

describe('tensor', () => {
  test.each<[string, TensorData, DType, number[]]>([
    ['pixels of a canvas', Uint8ClampedArray.of(0, 255), 'float64', [0, 255]],
    ['bytes', Uint8Array.of(0, 255), 'float64', [0, 255]],
    ['samples of a sound', Int16Array.of(-32768, 32767), 'int32', [-32768, 32767]],
    ['half words', Uint16Array.of(0, 65535), 'int32', [0, 65535]],
    ['signed bytes', Int8Array.of(-128, 127), 'int32', [-128, 127]],
    ['booleans', [true, false], 'bool', [1, 0]],
    ['booleans among numbers', [true, 2], 'float64', [1, 2]],
  ])('takes %s', (_, data, dtype, values) => {
    const x = tensor(data);
    expect(x.dtype).toBe(dtype);
    expect(x.toArray()).toEqual(values);
  });

  test('truncates to int32 as typed arrays do', () => {
    expect(tensor([1.7, -1.7, 2 ** 31, NaN], { dtype: 'int32' }).toArray()).toEqual([1, -1, -(2 ** 31), 0]);
  });

  test('refuses other data by its name', () => {
    const loosely = (data: unknown): Tensor => tensor(data as TensorData);
    expect(() => loosely(BigInt64Array.of(1n))).toThrow(
      new ArgumentError('tensor: data must be numbers or booleans: got BigInt64Array at depth 0.', 'data', BigInt64Array.of(1n)),
    );
    expect(() => loosely(['1'])).toThrow('tensor: data must be numbers or booleans: got string at depth 1.');
    expect(() => loosely(tensor(1))).toThrow('tensor: data must be numbers or booleans: got Tensor at depth 0.');
  });
});

test.each<[string, (dtype: DType) => Tensor]>([
  ['tensor', (dtype) => tensor([1], { dtype })],
  ['tensor', (dtype) => zeros([1], { dtype })],
  ['cast', (dtype) => cast(tensor([1]), dtype)],
])('%s refuses a dtype that there is not', (name, make) => {
  const message = `${name}: there is no such dtype: dtype 'int64'. Use 'float32' or 'float64' (the float of the device), 'int32' or 'bool'.`;
  const other: string = 'int64';
  expect(() => make(other as DType)).toThrow(new DtypeError(message, { dtype: 'int64' }));
});
