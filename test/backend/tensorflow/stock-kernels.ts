import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The kernels that an unpacked @tensorflow/tfjs-node(-gpu) registers, read from its sources: its binary is not needed. */
export function stockKernels(packageFolder: string): string[] {
  const folder = join(packageFolder, 'dist/kernels');
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/kernelName: (?:\w+\.)?['"]?(\w+)/g)])
    .map(([, name]) => name!);
  return [...new Set(names)].sort();
}
