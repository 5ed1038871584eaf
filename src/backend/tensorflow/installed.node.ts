import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What `megagrad install tensorflow` wrote down about a build. */
export interface BuildInfo {
  /** Version of TensorFlow. */
  readonly tensorflow: string;
  readonly cuda: boolean;
  /** Version of @tensorflow/tfjs-node-gpu, whose sources were built. */
  readonly tfjs: string;
  readonly python: string;
  /** Bytes on disk. */
  readonly bytes: number;
}

/** A native addon that can be loaded. */
export interface Addon {
  readonly path: string;
  /** The package it belongs to. */
  readonly library: string;
  /** Ours: an addon that loads the libraries below without their greetings, and those libraries. */
  readonly quiet?: { readonly addon: string; readonly libraries: readonly string[] };
  readonly build?: BuildInfo;
}

/** Where megagrad keeps what it fetched: MEGAGRAD_CACHE, else `megagrad` in the user's cache folder. */
export function cacheFolder(): string {
  const { MEGAGRAD_CACHE: own, XDG_CACHE_HOME: xdg } = process.env;
  if (own) return own;
  if (xdg) return join(xdg, 'megagrad');
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches', 'megagrad') : join(homedir(), '.cache', 'megagrad');
}

/** The folder of all builds, and the file that names the one in use. */
export function installFolder(): string {
  return join(cacheFolder(), 'tensorflow');
}

/** Written last, by a rename: a build is in use only once it passed its test. */
export function currentFile(): string {
  return join(installFolder(), 'current.json');
}

/** Files of a build, by their names in its folder. */
export const buildFiles = { addon: 'tfjs_binding.node', quiet: 'quiet.node', info: 'build.json', library: 'lib.json' } as const;

/** The folder of the build in use; undefined if there is none. */
export function currentBuild(): string | undefined {
  const file = currentFile();
  if (!existsSync(file)) return undefined;
  const { build } = JSON.parse(readFileSync(file, 'utf8')) as { build: string };
  const folder = join(installFolder(), build);
  return existsSync(join(folder, buildFiles.addon)) ? folder : undefined;
}

/** The addon in a build's folder. */
export function addonOf(folder: string): Addon {
  const build = JSON.parse(readFileSync(join(folder, buildFiles.info), 'utf8')) as BuildInfo;
  const libraries = JSON.parse(readFileSync(join(folder, buildFiles.library), 'utf8')) as string[];
  return {
    path: join(folder, buildFiles.addon),
    library: `@tensorflow/tfjs-node-gpu ${build.tfjs}`,
    quiet: { addon: join(folder, buildFiles.quiet), libraries },
    build,
  };
}

/** The addon to load: the build that is being tested, else the one in use, else that of a tfjs-node-gpu or tfjs-node that installed itself. */
export function findAddon(): Addon | undefined {
  const folder = process.env['MEGAGRAD_TENSORFLOW_BUILD'] ?? currentBuild();
  return folder === undefined ? findPackage() : addonOf(folder);
}

/** Versions of Node's addon interface that tfjs-node names its folders by. */
const interfaceVersions = [8, 7, 6, 5, 4, 3];

function findPackage(): Addon | undefined {
  const places = [createRequire(join(process.cwd(), 'package.json')), createRequire(import.meta.url)];
  for (const name of ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']) {
    for (const require of places) {
      const manifest = resolved(require, `${name}/package.json`);
      if (manifest === undefined) continue;
      const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
      for (const napi of interfaceVersions) {
        const path = join(manifest, '..', 'lib', `napi-v${napi}`, 'tfjs_binding.node');
        if (existsSync(path)) return { path, library: `${name} ${version}` };
      }
    }
  }
  return undefined;
}

function resolved(require: NodeJS.Require, specifier: string): string | undefined {
  try {
    return require.resolve(specifier);
  } catch {
    return undefined;
  }
}
