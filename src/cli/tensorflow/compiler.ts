import { CommandError } from '../command-error.ts';
import { run, tail } from '../process.ts';
import type { Platform } from './platform.ts';

/**
 * The first C++ compiler that runs: $CXX, c++, g++, clang++.
 *
 * @throws {CommandError} with the command that installs one.
 */
export async function findCompiler(platform: Platform): Promise<string> {
  const candidates = [process.env['CXX'], 'c++', 'g++', 'clang++'].filter((name): name is string => Boolean(name));
  for (const command of candidates) {
    const { status } = await run(command, ['--version']);
    if (status === 0) return command;
  }
  throw new CommandError(`install tensorflow: no C++ compiler was found (${candidates.join(', ')}). Run: ${platform.installCompiler}`);
}

/** Compiles sources into a native addon. */
export async function compileAddon(
  compiler: string,
  options: {
    readonly sources: readonly string[];
    readonly includes: readonly string[];
    readonly output: string;
    readonly link: readonly string[];
  },
  abort: AbortSignal,
): Promise<void> {
  const { sources, includes, output, link } = options;
  const args = [
    '-std=c++17',
    '-O2',
    '-fPIC',
    '-shared',
    '-w',
    '-DNAPI_VERSION=8',
    ...includes.map((folder) => `-I${folder}`),
    ...sources,
    '-o',
    output,
    ...link,
  ];
  const ended = await run(compiler, args, { abort });
  if (ended.status !== 0) throw new CommandError(`install tensorflow: ${compiler} could not build ${output}:\n${tail(ended, 12)}`);
}
