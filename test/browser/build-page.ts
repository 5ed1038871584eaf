import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');
const wasmFiles = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];

/**
 * Builds the page as a user would: from the compiled package, found through its exports, with Vite and no settings.
 *
 * @returns The folder to serve.
 */
export async function buildPage(): Promise<string> {
  const folder = join(root, '.cache', 'page');
  const site = join(folder, 'dist');
  const installed = join(folder, 'node_modules', 'megagrad');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(installed, { recursive: true });
  cpSync(join(import.meta.dirname, 'page'), folder, { recursive: true });
  // Without a name of its own the folder would be part of this package, and its imports would find this package's dist.
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'page', private: true, type: 'module' }));
  copyFileSync(join(root, 'package.json'), join(installed, 'package.json'));
  const compile = [
    '-p',
    'tsconfig.build.json',
    '--declaration',
    'false',
    '--isolatedDeclarations',
    'false',
    '--outDir',
    join(installed, 'dist'),
  ];
  // tsc writes what it can also where a type is wrong, which other checks report.
  await promisify(execFile)(join(root, 'node_modules', '.bin', 'tsc'), compile, { cwd: root }).catch(() => undefined);
  await build({ root: folder, configFile: false, logLevel: 'error', build: { outDir: site } });
  for (const file of wasmFiles)
    copyFileSync(join(root, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist', file), join(site, file));
  return site;
}
