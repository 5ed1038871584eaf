import { expect, test } from 'vitest';
import { platformFor } from '../../src/cli/tensorflow/platform.ts';

const debian = { os: 'linux', cpu: 'x64', glibc: true };

test('wheels by system', () => {
  expect(platformFor(false, debian).cpuWheel).toBe('tensorflow-cpu');
  expect(platformFor(true, debian).cudaWheel).toBe('tensorflow[and-cuda]');
  expect(platformFor(false, { ...debian, cpu: 'arm64' }).cpuWheel).toBe('tensorflow');
  expect(platformFor(false, { os: 'darwin', cpu: 'arm64', glibc: true }).libraries).toContain('libtensorflow_cc.2.dylib');
});

test.each([
  [{ os: 'linux', cpu: 'x64', glibc: false }, 'linux x64 without glibc', 'Use'],
  [{ os: 'linux', cpu: 's390x', glibc: true }, 'linux s390x', 'Use'],
  [{ os: 'darwin', cpu: 'x64', glibc: true }, 'darwin x64', 'Use'],
  [{ os: 'win32', cpu: 'x64', glibc: true }, 'win32 x64', "Run it in WSL ('wsl --install'), or use"],
])('systems without a wheel: %o', (system, name, instead) => {
  expect(() => platformFor(false, system)).toThrow(
    `install tensorflow: nothing to install on ${name}: TensorFlow has wheels for Linux with glibc (x64, arm64) and for macOS (arm64). ${instead} device.use('webgpu') or device.use('wasm').`,
  );
});

test('no CUDA on arm64', () => {
  expect(() => platformFor(true, { ...debian, cpu: 'arm64' })).toThrow(
    'install tensorflow: there is no TensorFlow with CUDA for linux on arm64. Leave out --cuda: npx megagrad install tensorflow',
  );
});
