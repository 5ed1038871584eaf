import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseTarGzip } from 'nanotar';
import { CommandError } from '../command-error.ts';
import { run, tail } from '../process.ts';

/** The sources of the addon: the last release of tfjs-node-gpu, and the headers of Node's addon interface. */
export const tfjsVersion = '4.22.0';
const packages = { tfjs: `@tensorflow/tfjs-node-gpu@${tfjsVersion}`, headers: 'node-api-headers@1.9.0' } as const;

/**
 * Fetches the two packages into folders `tfjs` and `headers` of `into`, and runs none of their scripts.
 *
 * @throws {CommandError} if npm is missing or the registry cannot be reached.
 */
export async function fetchPackages(into: string, abort: AbortSignal): Promise<void> {
  const folder = mkdtempSync(join(into, 'npm-'));
  for (const [name, specifier] of Object.entries(packages)) {
    const destination = join(folder, name);
    mkdirSync(destination);
    await npmPack(specifier, destination, abort);
    const [file] = readdirSync(destination);
    await unpack(join(destination, file!), join(into, name));
  }
  rmSync(folder, { recursive: true });
}

async function npmPack(specifier: string, destination: string, abort: AbortSignal): Promise<void> {
  const args = ['pack', specifier, '--pack-destination', destination, '--ignore-scripts', '--loglevel', 'error'];
  const script = process.env['npm_execpath'];
  const ended = script?.endsWith('.js') ? await run(process.execPath, [script, ...args], { abort }) : await run('npm', args, { abort });
  if (ended.status === 0) return;
  if (ended.stderr.includes('ENOENT') && ended.status === null) {
    throw new CommandError("install tensorflow: 'npm' was not found. Install it with Node: https://nodejs.org/en/download");
  }
  throw new CommandError(
    `install tensorflow: npm could not fetch ${specifier}: ${tail(ended)}\nCheck the connection and 'npm config get registry', then run the same command again.`,
  );
}

/** Packed packages hold one folder, which is left out. */
async function unpack(file: string, into: string): Promise<void> {
  for (const { name, type, data } of await parseTarGzip(readFileSync(file))) {
    const path = join(into, name.replace(/^[^/]+\//, ''));
    if (type !== 'file' || data === undefined || !path.startsWith(into)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, data);
  }
}
