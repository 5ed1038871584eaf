import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataLoader, DataNotFoundError, imageFolder } from '../../src/data/index.ts';

let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'megagrad-'));
  const write = async (name: string, channels: number, data: readonly number[]): Promise<void> => {
    await mkdir(join(root, 'animals', name, '..'), { recursive: true });
    await writeFile(join(root, 'animals', name), encode({ width: 2, height: 1, channels, data: Uint8Array.from(data) }));
  };
  await write('cat/1.png', 3, [255, 0, 0, 0, 51, 0]);
  await write('cat/2.PNG', 3, [0, 0, 0, 255, 255, 255]);
  await write('dog/1.png', 1, [51, 102]);
  await writeFile(join(root, 'animals', 'dog', 'notes.txt'), 'no image');
  await mkdir(join(root, 'empty'));
});

afterAll(() => rm(root, { recursive: true }));

describe('imageFolder', () => {
  test('classes are the folders, sorted', async () => {
    const animals = await imageFolder(join(root, 'animals'));
    expect([animals.classes, animals.length]).toEqual([['cat', 'dog'], 3]);
    expect(await animals.get(0)).toEqual({
      x: { data: Float32Array.of(1, 0, 0, 0, 0.2, 0), shape: [1, 2, 3] },
      y: { data: Int32Array.of(0), shape: [] },
    });
    expect((await animals.get(2)).x).toEqual({ data: Float32Array.of(0.2, 0.4), shape: [1, 2, 1] });
  });

  test('grays and colors in one batch', async () => {
    for await (const { x, y } of new DataLoader(await imageFolder(join(root, 'animals'), { channels: 3, normalize: false }), {
      batchSize: 3,
      prefetch: 1,
    })) {
      expect(x.shape).toEqual([3, 1, 2, 3]);
      expect([...x.dataSync()].slice(-6)).toEqual([51, 51, 51, 102, 102, 102]);
      expect([...y.dataSync()]).toEqual([0, 0, 1]);
    }
    const grays = await imageFolder(join(root, 'animals'), { channels: 1, normalize: false });
    // 0.299 * 255 and 0.587 * 51, rounded.
    expect((await grays.get(0)).x).toEqual({ data: Float32Array.of(76, 30), shape: [1, 2, 1] });
  });

  test('images of different shapes do not stack', async () => {
    const loader = new DataLoader(await imageFolder(join(root, 'animals')), { batchSize: 3 });
    const first = loader[Symbol.asyncIterator]().next();
    await expect(first).rejects.toThrow('stack: samples have different shapes: sample 0 [1,2,3], sample 2 [1,2,1].');
  });

  test('a folder without images, or none, is named', async () => {
    await expect(imageFolder(join(root, 'empty'))).rejects.toThrow(DataNotFoundError);
    await expect(imageFolder(join(root, 'nowhere'))).rejects.toThrow(`imageFolder: no such folder: path ${join(root, 'nowhere')}.`);
  });
});
