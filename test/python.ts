import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

// .ci/run makes it, with numpy, safetensors and tensorboard.
const own = resolve(import.meta.dirname, '../.cache/python/bin/python');

/** A Python that has these modules: MEGAGRAD_PYTHON, or the one in .cache/python; undefined, and said, where there is none. */
export function pythonWith(...modules: readonly string[]): string | undefined {
  const program = process.env['MEGAGRAD_PYTHON'] ?? (existsSync(own) ? own : undefined);
  const wanted = modules.join(', ');
  if (program !== undefined && has(program, wanted)) return program;
  process.stderr.write(`\nNOT TESTED, no Python with ${wanted}: install them with pip and set MEGAGRAD_PYTHON to that Python.\n`);
  return undefined;
}

/** What a program in Python prints. Its arguments are `sys.argv[1:]`. */
export function runPython(program: string, code: string, ...args: readonly string[]): string {
  return execFileSync(program, ['-c', code, ...args], { encoding: 'utf8' });
}

function has(program: string, modules: string): boolean {
  try {
    execFileSync(program, ['-c', `import ${modules}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
