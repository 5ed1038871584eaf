import type { Callback, EpochEvent, StepEvent } from './fit.ts';
import { scalarRecord, versionRecord } from './event-file.ts';
import { storeFor } from './weights.ts';

/** Options of the loggers. */
export interface LoggerOptions {
  /** Steps between two lines about steps. Default 1. */
  readonly every?: number;
}

/**
 * Writes the loss of steps and the numbers of epochs as JSON, one object a line, whole lines only.
 *
 * @example jsonLines('out/run.jsonl', { every: 10 }); // pass it to fit as a callback
 */
export function jsonLines(file: string, { every = 1 }: LoggerOptions = {}): Callback {
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
 * Writes one row per epoch as CSV: epoch, step, seconds, and every number by name.
 *
 * @example csvLog('out/run.csv'); // pass it to fit as a callback
 */
export function csvLog(file: string): Callback {
  const store = storeFor('csvLog');
  const rows: EpochEvent[] = [];
  return {
    async onEpoch(event) {
      rows.push(event);
      const names = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
      const lines = [
        ['epoch', 'step', 'seconds', ...names],
        ...rows.map(({ epoch, step, seconds, values }) => [epoch, step, seconds, ...names.map((name) => values[name] ?? '')]),
      ];
      await store.write(file, new TextEncoder().encode(lines.map((line) => `${line.join(',')}\n`).join('')));
    },
  };
}

/** A TensorBoard log, which also takes numbers that the run does not measure itself. */
export interface TensorBoardLog extends Callback {
  /** Adds a number under a tag of its own. It reaches the file with the next epoch, or when the run ends. */
  scalar(tag: string, value: number, step: number): void;
}

/**
 * Writes event files that TensorBoard shows as curves: `loss` by step, the numbers of epochs under `epoch/`.
 *
 * @example
 * const log = tensorBoard('out/logs', { every: 10 }); // pass it to fit as a callback, then: tensorboard --logdir out/logs
 * log.scalar('learning rate', 0.1, 1);
 */
export function tensorBoard(folder: string, { every = 1 }: LoggerOptions = {}): TensorBoardLog {
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
