import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../command-error.ts';
import { run, tail, type Ended } from '../process.ts';
import { bytesText, type Reporter } from '../reporter.ts';
import type { Platform } from './platform.ts';
import type { Python } from './python.ts';

/** One wheel that pip will fetch; its size is unknown where the index does not tell. */
export interface Wheel {
  readonly name: string;
  readonly version: string;
  readonly bytes: number | undefined;
}

/** A virtual environment and its pip. */
export class Environment {
  readonly folder: string;
  readonly #python: Python;
  readonly #abort: AbortSignal;

  constructor(folder: string, python: Python, abort: AbortSignal) {
    this.folder = folder;
    this.#python = python;
    this.#abort = abort;
  }

  /** Where its packages lie. */
  get packages(): string {
    return join(this.folder, 'lib', `python${this.#python.version}`, 'site-packages');
  }

  async create(platform: Platform): Promise<void> {
    const ended = await run(this.#python.command, ['-m', 'venv', this.folder], { abort: this.#abort });
    if (ended.status !== 0) {
      throw new CommandError(
        `install tensorflow: ${this.#python.command} could not make a virtual environment: ${tail(ended)}\nRun: ${platform.installVenv}`,
      );
    }
    // 24.1 is the first that reports progress in numbers. An older one installs as well, in silence.
    const [major = 0, minor = 0] = (await this.#pip(['--version'])).stdout.split(' ')[1]?.split('.').map(Number) ?? [];
    if (major < 24 || (major === 24 && minor < 1)) await this.#pip(['install', '--quiet', '--upgrade', 'pip>=24.1']);
  }

  /**
   * What installing `requirement` will fetch.
   *
   * @throws {CommandError} if the index has no such wheel or cannot be reached.
   */
  async plan(requirement: string, alone: boolean): Promise<Wheel[]> {
    const ended = await this.#pip(['install', '--quiet', '--dry-run', '--report', '-', ...wheelsOnly(alone), requirement]);
    if (ended.status !== 0) throw this.#explain(ended, requirement);
    const report = JSON.parse(ended.stdout.slice(ended.stdout.indexOf('{'))) as {
      readonly install: readonly {
        readonly metadata: { readonly name: string; readonly version: string };
        readonly download_info: { readonly url: string };
      }[];
    };
    return Promise.all(
      report.install.map(async ({ metadata: { name, version }, download_info: { url } }) => ({ name, version, bytes: await sizeAt(url) })),
    );
  }

  /** Fetches and installs `requirement`. */
  async install(requirement: string, alone: boolean, total: number, reporter: Reporter): Promise<void> {
    const progress = reporter.progress('Fetching', total, bytesText);
    let [finished, current] = [0, 0];
    const onLine = (line: string): void => {
      const value = Number(/^Progress (\d+) of \d+$/.exec(line)?.[1]);
      if (!Number.isFinite(value)) return;
      // A smaller number is the first of the next file.
      if (value < current) finished += current;
      current = value;
      progress.update(finished + current);
    };
    const ended = await this.#pip(['install', '--no-compile', '--progress-bar', 'raw', ...wheelsOnly(alone), requirement], onLine);
    progress.stop();
    if (ended.status !== 0) throw this.#explain(ended, requirement);
  }

  #pip(args: readonly string[], onLine?: (line: string) => void): Promise<Ended> {
    const python = join(this.folder, 'bin', 'python');
    return run(python, ['-m', 'pip', '--disable-pip-version-check', '--no-input', ...args], {
      abort: this.#abort,
      ...(onLine === undefined ? {} : { onLine }),
    });
  }

  #explain(ended: Ended, requirement: string): CommandError {
    const said = ended.stderr;
    if (/No space left on device|Errno 28/.test(said)) {
      return new CommandError(
        `install tensorflow: the disk is full. Free space, or put the cache elsewhere: MEGAGRAD_CACHE=/larger/disk npx megagrad install tensorflow`,
      );
    }
    if (
      /NewConnectionError|NameResolutionError|Max retries exceeded|ConnectTimeout|ProxyError|SSLError|ReadTimeout|Network is unreachable/.test(
        said,
      )
    ) {
      return new CommandError(
        `install tensorflow: the package index cannot be reached: ${tail(ended, 1)}\nCheck the connection (HTTPS_PROXY, PIP_INDEX_URL), then run the same command again: what was fetched is kept.`,
      );
    }
    if (/No matching distribution found|Could not find a version/.test(said)) {
      return new CommandError(
        `install tensorflow: the package index has no ${requirement} for Python ${this.#python.version} here. See which there are: pip index versions ${requirement.replace(/[[=].*/, '')}, then: npx megagrad install tensorflow --version V`,
      );
    }
    return new CommandError(`install tensorflow: pip could not install ${requirement}:\n${tail(ended, 8)}`);
  }
}

function wheelsOnly(alone: boolean): string[] {
  return ['--only-binary=:all:', ...(alone ? ['--no-deps'] : [])];
}

async function sizeAt(url: string): Promise<number | undefined> {
  try {
    if (url.startsWith('file:')) return statSync(fileURLToPath(url)).size;
    const response = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(10_000) });
    const length = response.headers.get('content-length');
    return response.ok && length !== null ? Number(length) : undefined;
  } catch {
    return undefined;
  }
}
