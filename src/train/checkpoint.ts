import { ArgumentError, DataFormatError } from '../core/errors.ts';
import { random, type Generator, type GeneratorState } from '../core/random.ts';
import type { HostArray } from '../data/host-array.ts';
import { readSafetensors, writeSafetensors } from '../data/formats/safetensors.ts';
import type { Module } from '../nn/module.ts';
import type { Optimizer, OptimizerState } from '../optim/optimizer.ts';
import { tensor } from '../ops/creation/tensor.ts';
import type { Callback, RunState } from './fit.ts';
import { arraysOf, hostArrays, load, storeFor } from './weights.ts';

/** Something with a state that survives JSON: a schedule, a generator, an average. */
export interface Stateful {
  getState(): unknown;
  /** Takes what `getState` of the same kind of thing gave. */
  setState(state: never): void;
}

/** What a checkpoint covers besides the process's own random numbers. */
export interface CheckpointParts {
  readonly model: Module;
  readonly optimizer: Optimizer;
  /** By name: generators that the run draws from, schedules. */
  readonly others?: Readonly<Record<string, Generator | Stateful>>;
}

/** Everything of a checkpoint that is not an array. */
interface Words {
  readonly format: 1;
  readonly run: RunState;
  readonly random: GeneratorState;
  readonly optimizer: OptimizerState['rest'];
  readonly others: Readonly<Record<string, unknown>>;
}

/**
 * Writes weights, optimizer, random numbers and the place of the run into one file, which `loadCheckpoint` takes.
 *
 * The file is written beside the old one, synced and renamed: whenever the process is killed, the old one or the new one
 * is there, whole. A resumed run ends with the same bytes as one that never stopped.
 */
export async function saveCheckpoint(file: string, { model, optimizer, others = {} }: CheckpointParts, run: RunState): Promise<void> {
  const { tensors, rest } = optimizer.stateDict();
  const words: Words = {
    format: 1,
    run,
    random: random.getState(),
    optimizer: rest,
    others: Object.fromEntries(Object.entries(others).map(([name, part]) => [name, part.getState()])),
  };
  const arrays = { ...prefixed('model', await arraysOf(model)), ...prefixed('optimizer', await hostArrays(tensors)) };
  await storeFor('saveCheckpoint').write(file, await writeSafetensors(arrays, { metadata: { megagrad: JSON.stringify(words) } }));
}

/**
 * Puts model, optimizer, random numbers and others back to where a checkpoint left them, and returns the place of the
 * run: pass it to `fit` as `resume`.
 *
 * @throws {ArgumentError} if there is no such file, or it lacks one of `others`.
 * @throws {DataFormatError} if the file is damaged, or no checkpoint.
 * @throws {ShapeError} listing all that does not fit the model or the optimizer.
 */
export async function loadCheckpoint(file: string, { model, optimizer, others = {} }: CheckpointParts): Promise<RunState> {
  const bytes = await storeFor('loadCheckpoint').read(file);
  if (bytes === null) throw new ArgumentError(`loadCheckpoint: there is no such file: file '${file}'.`, 'file', file);
  const { arrays, metadata } = await readSafetensors(bytes, { file });
  const words = wordsIn(metadata, file);
  const absent = Object.keys(others).filter((name) => !(name in words.others));
  if (absent.length > 0)
    throw new ArgumentError(`loadCheckpoint: the checkpoint has no state of ${absent.join(', ')}: file '${file}'.`, 'others', absent);
  const device = model.parameters()[0]?.device;
  const tensors = Object.fromEntries(
    Array.from(under('optimizer', arrays), ([name, { data, shape }]) => [name, tensor(Float64Array.from(data), { shape, device })]),
  );
  load(model, under('model', arrays), true);
  optimizer.loadStateDict({ tensors, rest: words.optimizer });
  for (const state of Object.values(tensors)) state.dispose();
  random.setState(words.random);
  for (const [name, part] of Object.entries(others)) part.setState(words.others[name] as never);
  return words.run;
}

/** When a checkpoint is written, and what it covers besides model and optimizer. */
export interface CheckpointOptions extends Pick<CheckpointParts, 'others'> {
  /** Steps between two checkpoints. Default: one at the end of each epoch. */
  readonly every?: number;
}

/**
 * Writes a checkpoint as a run goes on.
 *
 * @example checkpoint('out/run.safetensors', { every: 100 }); // pass it to fit as a callback
 */
export function checkpoint(file: string, { every, ...others }: CheckpointOptions = {}): Callback {
  return {
    async onStep({ step }, context) {
      if (every !== undefined && step % every === 0) await saveCheckpoint(file, { ...context, ...others }, context.getState());
    },
    async onEpoch(_, context) {
      if (every === undefined) await saveCheckpoint(file, { ...context, ...others }, context.getState());
    },
  };
}

function wordsIn(metadata: Readonly<Record<string, string>>, file: string): Words {
  const text = metadata['megagrad'];
  if (text === undefined)
    throw new DataFormatError(
      `loadCheckpoint: not a checkpoint: file ${file}, expected 'megagrad' in its metadata. Use loadWeights for weights alone.`,
      file,
      8,
    );
  return JSON.parse(text) as Words;
}

function prefixed(prefix: string, arrays: Readonly<Record<string, HostArray>>): Record<string, HostArray> {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${prefix}.${name}`, array]));
}

function under(prefix: string, arrays: ReadonlyMap<string, HostArray>): Map<string, HostArray> {
  return new Map(
    Array.from(arrays).flatMap(([name, array]) => (name.startsWith(`${prefix}.`) ? [[name.slice(prefix.length + 1), array] as const] : [])),
  );
}
