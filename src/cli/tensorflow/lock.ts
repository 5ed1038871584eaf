import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../command-error.ts';

/**
 * Keeps a second install out until the returned function is called. The lock of a process that is gone is taken over.
 *
 * @throws {CommandError} if another install is running.
 */
export function lock(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'install.lock');
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => {
        rmSync(file, { force: true });
      };
    } catch (error) {
      const holder = holderOf(file);
      if (attempt > 0 || (holder !== undefined && isRunning(holder))) {
        throw new CommandError(
          `install tensorflow: another install is running (process ${holder}). Wait for it, or end it and run the same command again.`,
          {
            cause: error,
          },
        );
      }
      rmSync(file, { force: true });
    }
  }
}

function holderOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
