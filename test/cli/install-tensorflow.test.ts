import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { currentBuild, findAddon } from '../../src/backend/tensorflow/installed.node.ts';
import { CommandError } from '../../src/cli/command-error.ts';
import type { DeviceHealth } from '../../src/cli/doctor/device-health.ts';
import { silentReporter } from '../../src/cli/reporter.ts';
import {
  installTensorflow,
  uninstallTensorflow,
  type InstallContext,
  type Installed,
} from '../../src/cli/tensorflow/install-tensorflow.ts';
import { openWorkshop, python, type Workshop } from './fake-tools.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
});

afterEach(() => {
  workshop.close();
});

const healthy: DeviceHealth = {
  name: 'tensorflow',
  present: true,
  version: 'TensorFlow 2.21.0',
  hardware: 'CPU',
  gpu: false,
  reason: null,
  install: null,
  selfTest: { worstError: 1e-6 },
  speed: null,
};

async function install(changes: Partial<InstallContext> = {}): Promise<Installed | undefined> {
  const context = {
    reporter: silentReporter,
    confirm: async () => true,
    prove: async () => healthy,
    abort: new AbortController().signal,
    ...changes,
  };
  return installTensorflow({ cuda: false, version: '2.21.0', python: undefined }, context);
}

async function problem(changes: Partial<InstallContext> = {}): Promise<string> {
  const error: unknown = await install(changes).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CommandError);
  return (error as CommandError).message;
}

function builds(): string[] {
  const folder = join(workshop.cache, 'tensorflow', 'builds');
  return existsSync(folder) ? readdirSync(folder) : [];
}

test('a build is put in use, and the loader finds it', async () => {
  const installed = await install();
  expect(installed).toMatchObject({ tensorflow: '2.21.0', cuda: false, python: '3.12', health: healthy });
  expect(currentBuild()).toBe(installed!.folder);
  expect(findAddon()).toMatchObject({ path: join(installed!.folder, 'tfjs_binding.node'), library: '@tensorflow/tfjs-node-gpu 4.22.0' });
});

test('a second install replaces the first', async () => {
  const first = await install();
  const second = await install();
  expect(second!.folder).not.toBe(first!.folder);
  expect(currentBuild()).toBe(second!.folder);
  expect(builds()).toHaveLength(1);
});

test('a build that fails its test is not put in use, and the one before stays', async () => {
  const first = await install();
  const reason = 'its results are wrong: worst error 0.5 in the self-test';
  expect(await problem({ prove: async () => ({ ...healthy, reason }) })).toContain(
    `install tensorflow: the build failed its test: ${reason}`,
  );
  expect(currentBuild()).toBe(first!.folder);
  expect(builds()).toHaveLength(1);
});

test('an interrupted install leaves nothing behind and can be repeated', async () => {
  workshop.tool('c++', '#!/bin/sh\n[ "$1" = --version ] || exec sleep 30\n');
  const interrupted = new AbortController();
  const reporter = {
    ...silentReporter,
    say: (line: string) => line === 'Building the addon.' && setTimeout(() => interrupted.abort(), 50),
  };
  await expect(install({ abort: interrupted.signal, reporter: { ...reporter, say: (line) => void reporter.say(line) } })).rejects.toThrow();
  expect(builds()).toEqual([]);
  expect(currentBuild()).toBeUndefined();
  workshop.tool('c++', '#!/bin/sh\nwhile [ $# -gt 0 ]; do [ "$1" = -o ] && echo addon > "$2"; shift; done\nexit 0\n');
  expect(await install()).toBeDefined();
});

test('what a killed install left is taken over and removed', async () => {
  const folder = join(workshop.cache, 'tensorflow');
  await install();
  // No process has this number: Linux's largest is 2^22.
  writeFileSync(join(folder, 'install.lock'), String(2 ** 30));
  expect(await install()).toBeDefined();
  expect(builds()).toHaveLength(1);
  expect(existsSync(join(folder, 'install.lock'))).toBe(false);
});

test('a second install at the same time is refused', async () => {
  await install();
  writeFileSync(join(workshop.cache, 'tensorflow', 'install.lock'), String(process.ppid));
  expect(await problem()).toBe(
    `install tensorflow: another install is running (process ${process.ppid}). Wait for it, or end it and run the same command again.`,
  );
});

test('who says no gets no install', async () => {
  expect(await install({ confirm: async () => false })).toBeUndefined();
  expect(builds()).toEqual([]);
});

test('the plan names every wheel and its size before anything is fetched', async () => {
  let plan = '';
  await install({
    confirm: async (question) => {
      plan = question;
      return false;
    },
  });
  expect(plan).toMatch(
    /^To fetch \(5 MB; on disk about 25 MB\) into .*\n {2}tensorflow_cpu 2\.21\.0, 5 MB\n {2}@tensorflow\/tfjs-node-gpu/,
  );
});

test('a disk with too little space', async () => {
  // 4 TB that take no space.
  workshop.sizeWheel(2 ** 42);
  expect(await problem()).toMatch(
    /^install tensorflow: not enough space in .*: 26388\.3 GB needed, .* free\. Free some, or put the cache elsewhere: MEGAGRAD_CACHE=/,
  );
});

test('no Python', async () => {
  workshop.remove('python3');
  expect(await problem()).toMatch(/^install tensorflow: TensorFlow needs a 64-bit Python 3\.10 to 3\.13: python3 was not found\. Run: /);
});

test('a Python that is too old', async () => {
  workshop.tool('python3', python.replace('[3, 12]', '[3, 8]'));
  expect(await problem()).toMatch(/^install tensorflow: TensorFlow needs a 64-bit Python 3\.10 to 3\.13: python3 is 3\.8\. Run: /);
});

test('a Python without venv', async () => {
  workshop.tool('python3', python.replace('"venv": true', '"venv": false'));
  expect(await problem()).toMatch(
    /^install tensorflow: python3 cannot make virtual environments \(venv and ensurepip are missing\)\. Run: /,
  );
});

test('no compiler', async () => {
  workshop.remove('c++');
  expect(await problem()).toMatch(/^install tensorflow: no C\+\+ compiler was found \(c\+\+, g\+\+, clang\+\+\)\. Run: /);
});

test('a compiler that fails', async () => {
  workshop.tool('c++', '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "tfjs_backend.cc:1: fatal error" >&2\nexit 1\n');
  expect(await problem()).toMatch(/^install tensorflow: c\+\+ could not build .*\n.*fatal error$/s);
});

test.each([
  [
    'no network',
    'WARNING: Retrying after NewConnectionError',
    /^install tensorflow: the package index cannot be reached: .*\nCheck the connection/,
  ],
  [
    'no such version',
    'ERROR: No matching distribution found for tensorflow-cpu==2.21.0',
    /the package index has no tensorflow-cpu==2\.21\.0 for Python 3\.12 here\. See which there are: pip index versions tensorflow-cpu,/,
  ],
  [
    'a full disk',
    'ERROR: [Errno 28] No space left on device',
    /^install tensorflow: the disk is full\. Free space, or put the cache elsewhere: MEGAGRAD_CACHE=/,
  ],
  ['anything else', 'ERROR: something odd', /^install tensorflow: pip could not install tensorflow-cpu==2\.21\.0:\nERROR: something odd$/],
])('pip says: %s', async (_, said, expected) => {
  workshop.tool('python3', python.replace(/ {2}\*--dry-run\*\).*/, `  *--dry-run*) echo '${said}' >&2; exit 1 ;;`));
  expect(await problem()).toMatch(expected);
});

test('no npm', async () => {
  workshop.remove('npm');
  expect(await problem()).toBe("install tensorflow: 'npm' was not found. Install it with Node: https://nodejs.org/en/download");
});

test('npm without a network', async () => {
  workshop.tool('npm', '#!/bin/sh\necho "npm error code ENOTFOUND" >&2\nexit 1\n');
  expect(await problem()).toMatch(
    /^install tensorflow: npm could not fetch @tensorflow\/tfjs-node-gpu@4\.22\.0: npm error code ENOTFOUND\nCheck the connection/,
  );
});

test('uninstall removes everything, and says how much that was', async () => {
  expect(uninstallTensorflow()).toBe(0);
  await install();
  expect(uninstallTensorflow()).toBeGreaterThan(0);
  expect(existsSync(join(workshop.cache, 'tensorflow'))).toBe(false);
});
