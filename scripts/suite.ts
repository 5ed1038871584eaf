import { spawn } from 'node:child_process';

/** What a suite counts: its own steps and the tests that ran inside them. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

export interface Outcome {
  readonly status: number;
  /** Both streams in the order they came; empty for a live run. */
  readonly output: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Prints while it runs instead of collecting. */
  readonly live?: boolean;
}

/** Runs a program to its end. */
export function run(command: string, args: readonly string[], { cwd, env, live = false }: RunOptions = {}): Promise<Outcome> {
  const start = performance.now();
  const output = live ? 'inherit' : 'pipe';
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', output, output] });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const seconds = (performance.now() - start) / 1000;
      resolve({ status: code ?? 1, output: Buffer.concat(chunks).toString() + (signal ? `\nkilled by ${signal}` : ''), seconds });
    });
  });
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The last line of every suite; what runs several of them reads it and adds up. */
export function finish({ passed, failed }: Tally): void {
  print(`\n${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}
