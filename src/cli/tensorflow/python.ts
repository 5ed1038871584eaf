import { CommandError } from '../command-error.ts';
import { run } from '../process.ts';
import type { Platform } from './platform.ts';

/** A Python that can make virtual environments. */
export interface Python {
  readonly command: string;
  /** '3.11' */
  readonly version: string;
}

/** Pythons that the wheels of TensorFlow 2.21 are for: https://pypi.org/project/tensorflow-cpu/2.21.0/#files */
const oldest = 10;
const newest = 13;

const question = `
import importlib.util, json, sys
has = lambda name: importlib.util.find_spec(name) is not None
print(json.dumps({'version': list(sys.version_info[:2]), 'venv': has('venv') and has('ensurepip'), 'bits': sys.maxsize.bit_length() + 1}))
`;

interface Answer {
  readonly version: readonly [number, number];
  readonly venv: boolean;
  readonly bits: number;
}

/**
 * The first Python on the path that a TensorFlow wheel is for; `asked` is the only candidate if given.
 *
 * @throws {CommandError} naming what was found and the command that installs what is missing.
 */
export async function findPython(platform: Platform, asked: string | undefined): Promise<Python> {
  const minors = Array.from({ length: newest - oldest + 1 }, (_, i) => newest - i);
  const candidates = asked === undefined ? ['python3', 'python', ...minors.map((minor) => `python3.${minor}`)] : [asked];
  const found: string[] = [];
  let withoutVenv: string | undefined;
  for (const command of candidates) {
    const { status, stdout } = await run(command, ['-c', question]);
    if (status !== 0) continue;
    const { version, venv, bits } = JSON.parse(stdout) as Answer;
    const [major, minor] = version;
    found.push(`${command} is ${major}.${minor}`);
    if (major !== 3 || minor < oldest || minor > newest || bits !== 64) continue;
    if (venv) return { command, version: `${major}.${minor}` };
    withoutVenv ??= command;
  }
  if (withoutVenv !== undefined) {
    throw new CommandError(
      `install tensorflow: ${withoutVenv} cannot make virtual environments (venv and ensurepip are missing). Run: ${platform.installVenv}`,
    );
  }
  throw new CommandError(
    `install tensorflow: TensorFlow needs a 64-bit Python 3.${oldest} to 3.${newest}: ${found.length === 0 ? `${asked ?? 'python3'} was not found` : found.join(', ')}. ` +
      `Run: ${platform.installPython} (or name one: --python /path/to/python3.${newest})`,
  );
}
