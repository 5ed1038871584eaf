import { fork, spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** One unit of what is measured, with its result read back. */
export type Step = () => unknown;

/** What is measured: `run` gives milliseconds per step over one block of steps. */
export interface Subject {
  run(steps: number): Promise<number>;
  stop(): void;
}

async function timeBlock(step: Step, steps: number): Promise<number> {
  const start = performance.now();
  for (let done = 0; done < steps; done += 1) await step();
  return (performance.now() - start) / steps;
}

/** A subject in this process: for peers in plain JavaScript, which should meet the same garbage collector. */
export function inProcess(step: Step): Subject {
  return { run: (steps) => timeBlock(step, steps), stop: () => undefined };
}

/** A subject in a process of its own: for peers on the same kernel library, where one's kernels would replace the other's. */
export async function inChild(name: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Subject> {
  const child = fork(new URL(`subjects/${name}.ts`, import.meta.url), args, { env: { ...process.env, ...env } });
  await answer(child, name);
  return {
    run: async (steps) => {
      child.send(steps);
      return Number(await answer(child, name));
    },
    stop: () => void child.kill(),
  };
}

function answer(child: ChildProcess, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const end = (status: number | null): void => reject(new Error(`bench: subject ended early: ${name}, exit status ${status}.`));
    child.once('exit', end);
    child.once('message', (message) => {
      child.off('exit', end);
      resolve(message);
    });
  });
}

/** A subject in Python: it reads a number of steps a line, and answers with milliseconds per step. */
export async function inPython(python: string, name: string, args: readonly string[]): Promise<Subject> {
  const child = spawn(python, [fileURLToPath(new URL(`subjects/${name}.py`, import.meta.url)), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: AsyncIterator<string, undefined> = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async (): Promise<string> => {
    const next = await lines.next();
    if (next.done === true) throw new Error(`bench: subject ended early: ${name}.py under ${python}.`);
    return next.value;
  };
  await read();
  return {
    run: async (steps) => {
      child.stdin.write(`${steps}\n`);
      return Number(await read());
    },
    stop: () => void child.kill(),
  };
}

/** Called by the file of a subject that runs in a child. */
export async function serve(setUp: () => Step | Promise<Step>): Promise<void> {
  const step = await setUp();
  process.on('message', (steps: number) => {
    void timeBlock(step, steps).then((milliseconds) => process.send?.(milliseconds));
  });
  process.send?.('ready');
}
