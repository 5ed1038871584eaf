import { checkEvery } from './check-every.ts';
import type { Callback, StepEvent } from './fit.ts';
import { scalarRecord, versionRecord } from './event-file.ts';
import { storeFor } from './weights.ts';

/** Options of the loggers. */
export interface LoggerOptions {
  /** Steps between two lines about steps. Default 1. */
  readonly every?: number;
}

/**
 * Adds the loss of steps and the numbers of epochs to a file as JSON, one object a line, whole lines only. Of a resumed run,
 * steps that were logged after its checkpoint come again.
 *
 * @throws {ArgumentError} if `every` is no whole number from 1.
 * @example jsonLines('out/run.jsonl', { every: 10 }); // pass it to fit as a callback
 */
export function jsonLines(file: string, { every = 1 }: LoggerOptions = {}): Callback {
  checkEvery('jsonLines', every);
  const lines: string[] = [];
  const store = storeFor('jsonLines');
  const flush = async (): Promise<void> => store.append(file, new TextEncoder().encode(lines.splice(0).join('')));
  return {
    onStep: (event) => void (event.step % every === 0 && lines.push(`${JSON.stringify(event)}\n`)),
    onEpoch: (event) => {
      lines.push(`${JSON.stringify(event)}\n`);
      return flush();
    },
    onEnd: flush,
  };
}

/**
 * Writes one row per epoch as CSV: epoch, step, seconds, and every number by name, those of a resumed run's earlier epochs too.
 *
 * @example csvLog('out/run.csv'); // pass it to fit as a callback
 */
export function csvLog(file: string): Callback {
  const store = storeFor('csvLog');
  return {
    async onEpoch(_, { history: { epochs } }) {
      const names = [...new Set(epochs.flatMap(({ values }) => Object.keys(values)))];
      const lines = [
        ['epoch', 'step', 'seconds', ...names],
        ...epochs.map(({ epoch, step, seconds, values }) => [epoch, step, seconds, ...names.map((name) => values[name] ?? '')]),
      ];
      await store.write(file, new TextEncoder().encode(lines.map((line) => `${line.map(cell).join(',')}\n`).join('')));
    },
  };
}

/** As RFC 4180 quotes what holds a comma, a quote or a line break. */
function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A TensorBoard log, which also takes numbers that the run does not measure itself. */
export interface TensorBoardLog extends Callback {
  /** Adds a number under a tag of its own. It reaches the file with the next epoch, or when the run ends. */
  scalar(tag: string, value: number, step: number): void;
}

/**
 * Writes event files that TensorBoard shows as curves: `loss` by step, the numbers of epochs under `epoch/`.
 *
 * @throws {ArgumentError} if `every` is no whole number from 1.
 * @example
 * const log = tensorBoard('out/logs', { every: 10 }); // pass it to fit as a callback, then: tensorboard --logdir out/logs
 * log.scalar('learning rate', 0.1, 1);
 */
export function tensorBoard(folder: string, { every = 1 }: LoggerOptions = {}): TensorBoardLog {
  checkEvery('tensorBoard', every);
  const store = storeFor('tensorBoard');
  const now = (): number => Date.now() / 1000;
  const file = store.join(folder, `events.out.tfevents.${Math.floor(now())}.megagrad`);
  const records: Uint8Array<ArrayBuffer>[] = [versionRecord(now())];
  const flush = async (): Promise<void> => {
    const bytes = new Uint8Array(await new Blob(records.splice(0)).arrayBuffer());
    await store.append(file, bytes);
  };
  const scalar = (tag: string, value: number, step: number): void => void records.push(scalarRecord({ tag, value, step, wallTime: now() }));
  return {
    scalar,
    onStep: ({ step, loss }: StepEvent) => void (step % every === 0 && scalar('loss', loss, step)),
    onEpoch: ({ step, values }) => {
      for (const [name, value] of Object.entries(values)) scalar(`epoch/${name}`, value, step);
      return flush();
    },
    onEnd: flush,
  };
}
