import { createHash } from 'node:crypto';
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createTar } from 'nanotar';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { DataFormatError } from '../../../src/core/errors.ts';
import { cifar10, DataNotFoundError, mnist, ptb } from '../../../src/data/index.ts';
import { cacheFolder, locate, type DataFile } from '../../../src/data/sources/locate.ts';
import { fileStore } from '../../../src/data/sources/host.node.ts';

const content = new TextEncoder().encode('some data of a data set');
const sha256 = createHash('sha256').update(content).digest('hex');

let server: Server;
let base = '';
let requests: string[] = [];
let root = '';

const answers: Record<string, (response: ServerResponse) => void> = {
  '/good': (response) => response.end(content),
  '/other': (response) => response.end(content.map((byte) => byte ^ 1)),
  '/long': (response) => response.end(Buffer.concat([content, content])),
  '/missing': (response) => response.writeHead(404).end(),
  // Half of the file, then the connection breaks.
  '/half': (response) => {
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, 9), () => response.destroy());
  },
  // Half of the file, then nothing.
  '/stall': (response) => {
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, 9));
  },
  '/silent': () => undefined,
};

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    answers[request.url ?? '']?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'megagrad-'));
  requests = [];
  vi.stubEnv('MEGAGRAD_DATA', join(root, 'data'));
  vi.stubEnv('MEGAGRAD_CACHE', join(root, 'cache'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await rm(root, { recursive: true, force: true });
});

function remote(...paths: readonly string[]): DataFile {
  return { path: 'set/file.bin', aliases: ['file.bin'], urls: paths.map((path) => base + path), size: content.length, sha256 };
}

async function put(...path: readonly string[]): Promise<void> {
  const file = join(root, ...path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, content);
}

describe('a file is taken from', () => {
  test('the data folder before the cache and the mirrors', async () => {
    await put('data', 'set', 'file.bin');
    await put('cache', 'set', 'file.bin');
    const { bytes, source, name } = await locate(remote('/good'));
    expect([[...bytes], source, name]).toEqual([[...content], 'local', join(root, 'data', 'set', 'file.bin')]);
    expect(requests).toEqual([]);
  });

  test('another place in the data folder', async () => {
    await put('data', 'file.bin');
    expect((await locate(remote('/good'))).name).toBe(join(root, 'data', 'file.bin'));
  });

  test('a folder that the caller names', async () => {
    await put('mine', 'set', 'file.bin');
    expect((await locate(remote('/good'), { folder: join(root, 'mine') })).source).toBe('local');
  });

  test('the cache before the mirrors', async () => {
    await put('cache', 'set', 'file.bin');
    expect((await locate(remote('/good'))).source).toBe('cache');
    expect(requests).toEqual([]);
  });

  test('a mirror, once: then it is in the cache', async () => {
    expect((await locate(remote('/good'))).source).toBe('download');
    expect((await locate(remote('/good'))).source).toBe('cache');
    expect(requests).toEqual(['/good']);
  });

  test('the first mirror that gives the right bytes', async () => {
    const { bytes } = await locate(remote('/missing', '/other', '/half', '/good'));
    expect([...bytes]).toEqual([...content]);
    expect(requests).toEqual(['/missing', '/other', '/half', '/good']);
  });

  test('a mirror even if the cache cannot be written', async () => {
    await writeFile(join(root, 'cache'), 'a file where the folder should be');
    expect((await locate(remote('/good'))).source).toBe('download');
  });
});

describe('nothing lands in the cache', () => {
  test.each([
    ['/missing', 'HTTP status 404'],
    ['/other', `expected SHA-256 ${sha256}, found `],
    ['/long', `expected ${content.length} bytes, found more`],
    ['/half', ''],
    ['/stall', 'nothing came for 1000 ms after 9 bytes'],
    ['/silent', 'no answer within 1000 ms'],
  ])('of %s', async (path, reason) => {
    const timeout = path === '/stall' || path === '/silent' ? 1000 : 10_000;
    const error: unknown = await locate(remote(path), { timeout }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataNotFoundError);
    const message = error instanceof Error ? error.message : '';
    expect(message).toContain(`file set/file.bin, reason download: no mirror gave the file: ${base}${path}: ${reason}`);
    expect(message).toMatch(/Put it into the folder that MEGAGRAD_DATA names, as set\/file\.bin\.$/);
    expect(await listed(join(root, 'cache'))).toEqual([]);
  });

  test('that is not asked for', async () => {
    await expect(locate(remote('/good'), { download: false })).rejects.toThrow(
      'locate: not in the data folder or the cache, and download is off: file set/file.bin. ' +
        'Put it into the folder that MEGAGRAD_DATA names, as set/file.bin.',
    );
    expect(requests).toEqual([]);
  });

  test('but whole files, without what was written on the way', async () => {
    await locate(remote('/good'));
    expect(await listed(join(root, 'cache'))).toEqual(['file.bin', 'set']);
    expect([...(await readFile(join(root, 'cache', 'set', 'file.bin')))]).toEqual([...content]);
  });
});

test('the cache is in MEGAGRAD_CACHE, else in XDG_CACHE_HOME, else in the home folder', () => {
  const store = fileStore();
  expect(store).not.toBeNull();
  const folder = (variables: Record<string, string>): string =>
    cacheFolder({ ...store!, variable: (name) => variables[name], home: () => '/users/ada' });
  expect(folder({ MEGAGRAD_CACHE: '/c', XDG_CACHE_HOME: '/x' })).toBe('/c');
  expect(folder({ XDG_CACHE_HOME: '/x' })).toBe('/x/megagrad');
  expect(folder({})).toBe('/users/ada/.cache/megagrad');
});

describe('data sets', () => {
  const offline = { download: false } as const;

  test('mnist without the real digits is synthetic, or an error that says where to put them', async () => {
    expect((await mnist(offline)).train.source).toBe('synthetic');
    await expect(mnist({ ...offline, synthetic: 'never' })).rejects.toThrow(/as mnist\/t10k-labels-idx1-ubyte\.gz\.$/);
  });

  test('mnist from a damaged file is an error, not synthetic', async () => {
    const folder = join(root, 'data', 'mnist');
    await mkdir(folder, { recursive: true });
    const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0x27, 0x10, ...new Uint8Array(10_000));
    await writeFile(join(folder, 't10k-labels-idx1-ubyte.gz'), gzipSync(labels).subarray(0, -5));
    const error: unknown = await mnist(offline).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataFormatError);
    expect(error).toMatchObject({ file: join(folder, 't10k-labels-idx1-ubyte.gz') });
  });

  test('cifar10 names the file that its archive lacks', async () => {
    const tar = createTar([{ name: 'cifar-10-batches-bin/readme.html', data: 'hello' }]);
    await mkdir(join(root, 'data', 'cifar-10'), { recursive: true });
    await writeFile(join(root, 'data', 'cifar-10', 'cifar-10-binary.tar.gz'), gzipSync(tar));
    await expect(cifar10(offline)).rejects.toThrow(
      /^cifar10: lacks a file: file .*\.tar\.gz, offset 0, expected data_batch_1\.bin, found readme\.html\.$/,
    );
  });

  test('ptb names a word that the training part lacks', async () => {
    const folder = join(root, 'data', 'ptb');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'ptb.train.txt'), ' no it was n\n black monday \n');
    await writeFile(join(folder, 'ptb.valid.txt'), ' no it was\n red monday \n');
    await expect(ptb(offline)).rejects.toThrow(
      /^ptb: unknown word: file .*ptb\.valid\.txt, offset 12, expected a word of the training part, found "red"\.$/,
    );
  });
});

/** Names of everything below a folder, sorted. */
async function listed(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  return entries.map((entry) => entry.split('/').at(-1) ?? '').sort();
}
