import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addonOf, buildFiles, currentBuild, currentFile, installFolder, type BuildInfo } from '../../backend/tensorflow/installed.node.ts';
import { quietSource } from '../../backend/tensorflow/quiet-source.ts';
import { CommandError } from '../command-error.ts';
import type { DeviceHealth } from '../doctor/device-health.ts';
import { bytesText, type Reporter } from '../reporter.ts';
import { compileAddon, findCompiler } from './compiler.ts';
import { lock } from './lock.ts';
import { fetchPackages, tfjsVersion } from './npm-packages.ts';
import { Environment, type Wheel } from './pip.ts';
import { hasGlibc, platformFor, type Platform } from './platform.ts';
import { findPython } from './python.ts';

/** The TensorFlow that the addon was tried on. */
export const defaultVersion = '2.21.0';

export interface InstallOptions {
  readonly cuda: boolean;
  /** Version of TensorFlow, or 'latest'. */
  readonly version: string;
  readonly python: string | undefined;
}

/** What an install needs from outside. */
export interface InstallContext {
  readonly reporter: Reporter;
  /** Asks whether to go on; false ends the install. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** Starts the build in `folder` in a process of its own and tests it. */
  readonly prove: (folder: string) => Promise<DeviceHealth>;
  readonly abort: AbortSignal;
}

/** A build that is in use. */
export interface Installed extends BuildInfo {
  readonly folder: string;
  readonly health: DeviceHealth;
}

/**
 * Makes a build of TensorFlow's addon in a folder of its own, tests it, and only then puts it in use.
 *
 * @throws {CommandError} naming what is missing and the command that mends it; the build in use before then stays.
 */
export async function installTensorflow(options: InstallOptions, context: InstallContext): Promise<Installed | undefined> {
  const { reporter, abort } = context;
  const platform = platformFor(options.cuda, {
    os: process.platform,
    cpu: process.arch,
    glibc: process.platform !== 'linux' || hasGlibc(),
  });
  const python = await findPython(platform, options.python);
  const compiler = await findCompiler(platform);
  reporter.say(`Python ${python.version} (${python.command}), C++ compiler ${compiler}.`);

  const unlock = lock(installFolder());
  const name = `${options.version}-${options.cuda ? 'cuda' : 'cpu'}-${Date.now().toString(36)}`;
  const folder = join(buildsFolder(), name);
  try {
    removeOtherBuilds(currentBuild());
    mkdirSync(folder, { recursive: true });
    // Made where it stays: a virtual environment and the paths inside the addon do not survive a move.
    const environment = new Environment(join(folder, 'venv'), python, abort);
    await environment.create(platform);
    const requirement = requirementFor(platform, options);
    // The libraries need none of the Python packages that the wheel depends on; CUDA's libraries come as such packages.
    const alone = !options.cuda;
    const wheels = await environment.plan(requirement, alone);
    if (!(await context.confirm(describe(wheels, folder)))) return undefined;
    checkSpace(wheels, folder);
    await environment.install(requirement, alone, sum(wheels), reporter);
    reporter.say('Fetching the sources of the addon.');
    await fetchPackages(folder, abort);
    reporter.say('Building the addon.');
    const library = join(environment.packages, 'tensorflow');
    await build(platform, compiler, folder, library, abort);
    const version = wheels.find(({ name: wheel }) => wheel.startsWith('tensorflow'))?.version ?? options.version;
    const info: BuildInfo = { tensorflow: version, cuda: options.cuda, tfjs: tfjsVersion, python: python.version, bytes: sizeOf(folder) };
    writeFileSync(join(folder, buildFiles.info), JSON.stringify(info));
    reporter.say('Testing it.');
    const health = await proved(folder, context);
    putInUse(`builds/${name}`);
    removeOtherBuilds(folder);
    return { ...info, folder, health };
  } finally {
    if (currentBuild() !== folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    unlock();
  }
}

/** Removes all builds. Returns the bytes that were freed, 0 if there was none. */
export function uninstallTensorflow(): number {
  const folder = installFolder();
  if (!existsSync(folder)) return 0;
  const unlock = lock(folder);
  try {
    const bytes = sizeOf(folder);
    rmSync(currentFile(), { force: true });
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    return bytes;
  } finally {
    unlock();
  }
}

function buildsFolder(): string {
  return join(installFolder(), 'builds');
}

function requirementFor({ cpuWheel, cudaWheel }: Platform, { cuda, version }: InstallOptions): string {
  const wheel = cuda ? cudaWheel! : cpuWheel;
  return version === 'latest' ? wheel : `${wheel}==${version}`;
}

function sum(wheels: readonly Wheel[]): number {
  return wheels.reduce((total, { bytes }) => total + (bytes ?? 0), 0);
}

/** What wheels take on disk: TensorFlow's grow fivefold, others twofold. */
function unpacked(wheels: readonly Wheel[]): number {
  return wheels.reduce((total, { name, bytes }) => total + (bytes ?? 0) * (name.startsWith('tensorflow') ? 5 : 2), 0);
}

function describe(wheels: readonly Wheel[], folder: string): string {
  const isSmall = ({ bytes }: Wheel): boolean => bytes !== undefined && bytes < 1e6;
  const small = wheels.filter(isSmall);
  const lines = wheels
    .filter((wheel) => !isSmall(wheel))
    .map(({ name, version, bytes }) => `  ${name} ${version}${bytes === undefined ? '' : `, ${bytesText(bytes)}`}`);
  if (small.length > 0) lines.push(`  ${small.length} smaller packages, ${bytesText(sum(small))}`);
  const isKnown = wheels.every(({ bytes }) => bytes !== undefined);
  const size = isKnown ? ` (${bytesText(sum(wheels))}; on disk about ${bytesText(unpacked(wheels))})` : '';
  return [`To fetch${size} into ${folder}:`, ...lines, `  @tensorflow/tfjs-node-gpu ${tfjsVersion} and node-api-headers, 0.3 MB`].join(
    '\n',
  );
}

/** pip keeps what it fetched, beside what it unpacks. */
function checkSpace(wheels: readonly Wheel[], folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const [free, needed] = [bavail * bsize, sum(wheels) + unpacked(wheels)];
  if (free < needed) {
    throw new CommandError(
      `install tensorflow: not enough space in ${folder}: ${bytesText(needed)} needed, ${bytesText(free)} free. Free some, or put the cache elsewhere: MEGAGRAD_CACHE=/larger/disk npx megagrad install tensorflow`,
    );
  }
}

async function build(platform: Platform, compiler: string, folder: string, library: string, abort: AbortSignal): Promise<void> {
  const [sources, headers] = [join(folder, 'tfjs'), join(folder, 'headers', 'include')];
  const binding = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(sources, 'binding', file));
  const quiet = join(folder, 'quiet.cc');
  writeFileSync(quiet, quietSource);
  await Promise.all([
    compileAddon(
      compiler,
      {
        sources: binding,
        includes: [sources, join(library, 'include'), headers],
        output: join(folder, buildFiles.addon),
        link: platform.linkFlags(library),
      },
      abort,
    ),
    compileAddon(
      compiler,
      {
        sources: [quiet],
        includes: [headers],
        output: join(folder, buildFiles.quiet),
        link: process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : ['-ldl'],
      },
      abort,
    ),
  ]);
  writeFileSync(join(folder, buildFiles.library), JSON.stringify(platform.libraries.map((name) => join(library, name))));
}

async function proved(folder: string, { prove }: InstallContext): Promise<DeviceHealth> {
  const health = await prove(folder);
  const { path } = addonOf(folder);
  if (health.reason !== null) throw new CommandError(`install tensorflow: the build failed its test: ${health.reason} (${path})`);
  return health;
}

function putInUse(build: string): void {
  const file = currentFile();
  writeFileSync(`${file}.new`, JSON.stringify({ build }));
  renameSync(`${file}.new`, file);
}

/** What an interrupted install left, and builds that another replaced. */
function removeOtherBuilds(kept: string | undefined): void {
  const folder = buildsFolder();
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const build = join(folder, name);
    if (build !== kept) rmSync(build, { recursive: true, force: true });
  }
}

/** Bytes of the files below a folder. Links are not followed: a virtual environment's lib64 is its lib again. */
function sizeOf(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += sizeOf(path);
    else if (entry.isFile()) bytes += statSync(path).size;
  }
  return bytes;
}
