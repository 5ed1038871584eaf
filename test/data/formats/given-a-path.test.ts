import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../../src/core/errors.ts';
import { gunzip, readCifar, readCsv, readIdx, readImage, readNpy, readNpz, readSafetensors } from '../../../src/data/index.ts';

// A type error in TypeScript, and what one tries first in JavaScript.
type Reader = (bytes: Uint8Array) => unknown;

describe('a reader that is given the name of a file', () => {
  test.each<[string, Reader]>([
    ['gunzip', gunzip],
    ['readCifar', readCifar],
    ['readIdx', readIdx],
    ['readImage', readImage],
    ['readNpy', readNpy],
    ['readNpz', readNpz],
    ['readSafetensors', readSafetensors],
    ['readCsv', (bytes) => readCsv(bytes)],
  ])('%s says how to read it', async (name, read) => {
    const attempt = async (given: unknown): Promise<unknown> => read(given as Uint8Array);
    await expect(attempt('data/points.csv')).rejects.toThrow(ArgumentError);
    await expect(attempt('data/points.csv')).rejects.toThrow(
      `${name}: takes the bytes of a file: got the text "data/points.csv". Write ${name}(await readFile(path)).`,
    );
    await expect(attempt(undefined)).rejects.toThrow(`${name}: takes the bytes of a file: got undefined.`);
  });

  test('readCsv still takes text', () => {
    expect(readCsv('file\npoints.csv\n').strings('file')).toEqual(['points.csv']);
    expect(readCsv('a,b').columns).toEqual(['a', 'b']);
  });
});
