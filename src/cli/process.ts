import { spawn } from 'node:child_process';

/** How a program ended. */
export interface Ended {
  /** Exit status; null if a signal ended it or it could not be started. */
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends the program. */
  readonly abort?: AbortSignal;
  /** Called with each line of stdout as it comes. */
  readonly onLine?: (line: string) => void;
  readonly timeoutMs?: number;
}

/** Runs a program to its end. A program that is not there ends with status null and the reason on stderr. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { cwd, env, abort, onLine, timeoutMs } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: abort,
      timeout: timeoutMs,
    });
    let [stdout, stderr, line] = ['', '', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (onLine === undefined) return;
      const lines = (line + text).split(/\r?\n|\r/);
      line = lines.pop()!;
      lines.forEach(onLine);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', (error) => {
      resolve({ status: null, signal: null, stdout, stderr: stderr + error.message });
    });
    child.on('close', (status, signal) => {
      resolve({ status, signal, stdout, stderr });
    });
  });
}

/** The last lines that say something, for an error message. */
export function tail({ stdout, stderr, signal }: Ended, lines = 3): string {
  const said = (stderr.trim() === '' ? stdout : stderr).trim().split('\n').slice(-lines).join('\n');
  return said === '' ? `it ended ${signal === null ? 'without a word' : `by ${signal}`}` : said;
}
