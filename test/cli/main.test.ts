import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeviceHealth } from '../../src/cli/doctor/device-health.ts';
import { run, type Ended } from '../../src/cli/process.ts';

const root = resolve(import.meta.dirname, '../..');
let cache = '';

beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'megagrad-cli-'));
});

afterAll(() => {
  rmSync(cache, { recursive: true });
});

async function megagrad(...args: string[]): Promise<Ended> {
  return run(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], { cwd: root, env: { MEGAGRAD_CACHE: cache } });
}

test('--help lists the commands', async () => {
  const { status, stdout } = await megagrad('--help');
  expect(status).toBe(0);
  for (const command of ['doctor', 'install', 'uninstall', 'graph']) expect(stdout).toContain(`\n  ${command}`);
});

test('a command that is unknown ends with status 1 and the help', async () => {
  const { status, stdout, stderr } = await megagrad('instal');
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain("error: unknown command 'instal'");
});

test('doctor --json finds that reference agrees with itself', async () => {
  const { status, stdout } = await megagrad('doctor', '--only', 'reference', '--json');
  expect(status).toBe(0);
  const { devices } = JSON.parse(stdout) as { devices: DeviceHealth[] };
  expect(devices).toMatchObject([{ name: 'reference', present: true, reason: null, install: null, selfTest: { worstError: 0 } }]);
  expect(devices[0]!.speed!.stepsPerSecond).toBeGreaterThan(0);
});

test('doctor says why tensorflow is absent and how to get it', async () => {
  const { status, stdout } = await megagrad('doctor', '--only', 'tensorflow');
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^tensorflow {2}absent\n {12}why: not installed\. Run 'npx megagrad install tensorflow'.*\n {12}get it: npx megagrad install tensorflow/,
  );
});

test('install names what is missing and ends with status 1', async () => {
  const { status, stderr } = await megagrad('install', 'tensorflow', '--python', '/nowhere/python3');
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^install tensorflow: TensorFlow needs a 64-bit Python 3\.10 to 3\.13: \/nowhere\/python3 was not found\. Run: .*\n$/,
  );
});

test('uninstall of nothing', async () => {
  expect(await megagrad('uninstall', 'tensorflow')).toMatchObject({ status: 0, stdout: 'TensorFlow is not installed.\n', stderr: '' });
  expect(await megagrad('uninstall', 'tensorflow', '--json')).toMatchObject({ status: 0, stdout: '{"freed":0}\n' });
});
