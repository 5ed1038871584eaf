import { ArgumentError, DataFormatError, MegagradError } from '../core/errors.ts';
import { random } from '../core/random.ts';
import type { HostArray } from '../data/host-array.ts';
import { readSafetensors, writeSafetensors } from '../data/formats/safetensors.ts';
import { scope } from '../graph/scope.ts';
import type { Module } from '../nn/module.ts';
import { kindOf } from '../optim/check-parameters.ts';
import { checkOptimizer, type Optimizer } from '../optim/optimizer.ts';
import { isRecord } from '../optim/state-checks.ts';
import { checkEvery } from './check-every.ts';
import { checkModel } from './evaluate.ts';
import type { Callback } from './fit.ts';
import { isRunState, type RunState } from './run-state.ts';
import { putTogether, takeApart, type Stateful } from './state-tree.ts';
import { hostArrays, storeFor } from './weights.ts';

/** What a checkpoint covers besides the process's own random numbers. */
export interface CheckpointParts {
  readonly model: Module;
  /** Left out or null: none is saved. On loading, null leaves the one in the file alone. */
  readonly optimizer?: Optimizer | null;
  /**
   * Whoever else has a state, by name: schedules, averages, loaders, generators that the run draws from, callbacks that
   * remember. On loading, null leaves a state in the file alone.
   */
  readonly others?: Readonly<Record<string, Stateful | null>>;
}

/** What a checkpoint says, with its tensors elsewhere. */
interface Saved {
  /** Null for a loop by hand. */
  readonly run: unknown;
  readonly random: unknown;
  readonly model: unknown;
  /** Null for none. */
  readonly optimizer: unknown;
  readonly others: Readonly<Record<string, unknown>>;
}

/** 1: words of the parts as they were, arrays `model.*` and `optimizer.*`. 2: `takeApart` of `Saved`. */
const newest = 2;

/**
 * Writes model, optimizer, random numbers and others into one file, which `loadCheckpoint` takes; in a callback of `fit`
 * also the place of the run, `context.getState()`.
 *
 * The file is written beside the old one, synced and renamed: whenever the process is killed, the old one or the new one
 * is there, whole. A resumed run ends with the same bytes as one that never stopped.
 *
 * @throws {ArgumentError} naming the place in a state that no file can hold.
 * @example
 * const model = new Linear(2, 3);
 * const optimizer = new SGD(model.parameters(), { momentum: 0.9 });
 * await saveCheckpoint('out/by-hand.safetensors', { model, optimizer });
 * await loadCheckpoint('out/by-hand.safetensors', { model, optimizer });
 */
export async function saveCheckpoint(file: string, parts: CheckpointParts, run: RunState | null = null): Promise<void> {
  if (run !== null && !isRunState(run))
    throw new ArgumentError(
      `saveCheckpoint: run must be the place of a run: run ${kindOf(run)}. Pass what context.getState() gives in a callback of fit; leave it out in a loop of your own.`,
      'run',
      run,
    );
  await write(file, parts, () => run);
}

async function write(file: string, parts: CheckpointParts, run: () => RunState | null): Promise<void> {
  checkParts('saveCheckpoint', parts);
  const { model, optimizer = null, others = {} } = parts;
  const store = storeFor('saveCheckpoint');
  // All states are of one moment: what is awaited comes after. The snapshots go with the scope.
  const { words, tensors } = scope(() =>
    takeApart({
      run: run(),
      random: random.getState(),
      model: model.getState(),
      optimizer: optimizer?.getState() ?? null,
      others: Object.fromEntries(named(others).map(([name, part]) => [name, part.getState()])),
    } satisfies Saved),
  );
  const arrays = await hostArrays(tensors);
  const text = JSON.stringify({ format: newest, state: words });
  await store.write(file, await writeSafetensors(arrays, { metadata: { megagrad: text } }));
}

/**
 * Puts model, optimizer, random numbers and others back to where a checkpoint left them. Nothing is changed unless
 * everything fits.
 *
 * @returns the place of the run, to pass to `fit` as `resume`; null if a loop by hand saved none.
 * @throws {ArgumentError} if there is no such file, or it has not the same parts.
 * @throws {DataFormatError} if the file is damaged, no checkpoint, or of a newer megagrad.
 * @throws {ShapeError} listing all that does not fit the model or the optimizer.
 */
export async function loadCheckpoint(file: string, parts: CheckpointParts): Promise<RunState | null> {
  checkParts('loadCheckpoint', parts);
  const { model, optimizer, others = {} } = parts;
  const bytes = await storeFor('loadCheckpoint').read(file);
  if (bytes === null) throw new ArgumentError(`loadCheckpoint: there is no such file: file '${file}'.`, 'file', file);
  const { arrays, metadata } = await readSafetensors(bytes, { file });
  const saved = savedIn(metadata, arrays, file);
  checkOptimizerIn(saved, optimizer, file);
  checkOthers(saved, others, file);
  return scope(() => {
    const device = model.parameters()[0]?.device;
    const stateOf = (words: unknown, like: unknown): unknown => putTogether(words, { arrays, like, device, file });
    const run = stateOf(saved.run, undefined);
    if (run !== null && !isRunState(run)) throw noCheckpoint(file, 'the place of a run', shown(saved.run));
    // The optimizer after the schedules: its learning rates are the last word.
    const owners: readonly (readonly [string, Stateful, unknown])[] = [
      ...named(others).map(([name, part]) => [`others.${name}`, part, saved.others[name]] as const),
      ['model', model, saved.model],
      ...(optimizer ? [['optimizer', optimizer, saved.optimizer] as const] : []),
      ['random', random, saved.random],
    ];
    const before = owners.map(([, part]) => part.getState());
    owners.forEach(([name, part, words], i) => {
      try {
        part.setState(stateOf(words, before[i]) as never);
      } catch (error) {
        owners.forEach(([, changed], k) => putBack(changed, before[k], k === i));
        throw error instanceof MegagradError ? error : notTaken(name, file, error);
      }
    });
    return run;
  });
}

/** When a checkpoint is written, and what it covers besides model and optimizer. */
export interface CheckpointOptions extends Pick<CheckpointParts, 'others'> {
  /** Steps between two checkpoints. Default: one at the end of each epoch. */
  readonly every?: number;
}

/**
 * Writes a checkpoint as a run goes on. Callbacks run in their order: this one comes after those that change what it saves.
 *
 * @throws {ArgumentError} if `every` is no whole number from 1.
 * @example checkpoint('out/run.safetensors', { every: 100 }); // pass it to fit as a callback
 */
export function checkpoint(file: string, { every, ...others }: CheckpointOptions = {}): Callback {
  if (every !== undefined) checkEvery('checkpoint', every);
  checkStateful('checkpoint', others.others ?? {});
  return {
    async onStep({ step }, context) {
      if (every !== undefined && step % every === 0) await write(file, { ...context, ...others }, () => context.getState());
    },
    async onEpoch(_, context) {
      if (every === undefined) await write(file, { ...context, ...others }, () => context.getState());
    },
  };
}

function savedIn(metadata: Readonly<Record<string, string>>, arrays: ReadonlyMap<string, HostArray>, file: string): Saved {
  const text = metadata['megagrad'];
  if (text === undefined)
    throw new DataFormatError(
      `loadCheckpoint: not a checkpoint: file ${file}, expected 'megagrad' in its metadata. Use loadWeights for weights alone.`,
      file,
      8,
    );
  const words = parsed(text, file);
  if (words['format'] === newest && isSaved(words['state'])) return words['state'];
  if (words['format'] === 1) return ofFormat1(words, arrays, file);
  if (typeof words['format'] === 'number' && words['format'] > newest)
    throw new DataFormatError(
      `loadCheckpoint: a newer megagrad wrote this: file ${file}, format ${words['format']}, this one reads up to ${newest}. Update megagrad.`,
      file,
      8,
    );
  throw noCheckpoint(file, `format 1 or ${newest}, and states`, text.slice(0, 60));
}

function ofFormat1(words: Readonly<Record<string, unknown>>, arrays: ReadonlyMap<string, HostArray>, file: string): Saved {
  const tensorsOf = (prefix: string): Record<string, unknown> =>
    Object.fromEntries(
      [...arrays.keys()].flatMap((name) =>
        name.startsWith(`${prefix}.`) ? [[name.slice(prefix.length + 1), { $: 'tensor', name, dtype: 'float32' }]] : [],
      ),
    );
  const { others } = words;
  const run = withNaN(words['run']);
  if (!isRunState(run) || !isRecord(others)) throw noCheckpoint(file, 'the place of a run', shown(run));
  // The end of an epoch was noted as the beginning of the same one.
  const ended = run.history.epochs.at(-1)?.epoch === run.epoch;
  return {
    run: ended ? { ...run, epoch: run.epoch + 1 } : run,
    random: words['random'],
    model: { weights: tensorsOf('model'), carried: {} },
    optimizer: { tensors: tensorsOf('optimizer'), rest: words['optimizer'] },
    others,
  };
}

/** A run as format 1 has it: JSON made null of losses that were not finite. */
function withNaN(run: unknown): unknown {
  if (!isRecord(run) || !isRecord(run['history']) || !Array.isArray(run['history']['losses'])) return run;
  const losses = run['history']['losses'].map((loss: unknown) => loss ?? Number.NaN);
  return { ...run, history: { ...run['history'], losses } };
}

function parsed(text: string, file: string): Record<string, unknown> {
  let words: unknown;
  try {
    words = JSON.parse(text);
  } catch (error) {
    throw noCheckpoint(file, 'words in JSON', String(error));
  }
  if (isRecord(words)) return words;
  throw noCheckpoint(file, 'an object', text.slice(0, 60));
}

function checkParts(name: string, { model, optimizer = null, others = {} }: CheckpointParts): void {
  checkModel(name, model);
  if (optimizer !== null) checkOptimizer(name, optimizer);
  checkStateful(name, others);
}

function checkStateful(name: string, others: Readonly<Record<string, unknown>>): void {
  for (const [own, part] of Object.entries(others)) {
    if (part === null || (typeof part === 'object' && 'getState' in part && 'setState' in part)) continue;
    throw new ArgumentError(
      `${name}: others must have getState and setState: others.${own} ${kindOf(part)}. Pass a schedule, an EMA, a Generator, or write both methods.`,
      'others',
      others,
    );
  }
}

function checkOptimizerIn(saved: Saved, optimizer: Optimizer | null | undefined, file: string): void {
  if (optimizer && saved.optimizer === null)
    throw new ArgumentError(`loadCheckpoint: the checkpoint has no state of an optimizer: file '${file}'.`, 'optimizer', optimizer);
  if (optimizer === undefined && saved.optimizer !== null)
    throw new ArgumentError(
      `loadCheckpoint: nobody takes the state of the optimizer: file '${file}'. Pass optimizer, or optimizer: null to go on without.`,
      'optimizer',
      optimizer,
    );
}

function checkOthers(saved: Saved, others: Readonly<Record<string, Stateful | null>>, file: string): void {
  const absent = Object.keys(others).filter((name) => others[name] !== null && !Object.hasOwn(saved.others, name));
  if (absent.length > 0)
    throw new ArgumentError(`loadCheckpoint: the checkpoint has no state of ${absent.join(', ')}: file '${file}'.`, 'others', absent);
  const unasked = Object.keys(saved.others).filter((name) => !Object.hasOwn(others, name));
  if (unasked.length > 0)
    throw new ArgumentError(
      `loadCheckpoint: nobody takes the state of ${unasked.join(', ')}: file '${file}'. Pass it in others, or others: { ${unasked[0]}: null } to go on without.`,
      'others',
      unasked,
    );
}

/** The one that refused the new state may refuse every state, and has changed nothing. */
function putBack(part: Stateful, state: unknown, refused: boolean): void {
  try {
    part.setState(state as never);
  } catch (error) {
    if (!refused) throw error;
  }
}

function named(others: Readonly<Record<string, Stateful | null>>): [string, Stateful][] {
  return Object.entries(others).flatMap(([name, part]) => (part === null ? [] : [[name, part] as [string, Stateful]]));
}

function noCheckpoint(file: string, expected: string, found: string): DataFormatError {
  return new DataFormatError(`loadCheckpoint: not a checkpoint: file ${file}, offset 8, expected ${expected}, found ${found}.`, file, 8);
}

function notTaken(name: string, file: string, error: unknown): DataFormatError {
  const message = `loadCheckpoint: the state of ${name} was not taken: file ${file}, offset 8, ${String(error)}. Nothing is changed.`;
  return new DataFormatError(message, file, 8, { cause: error });
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}

function isSaved(value: unknown): value is Saved {
  return isRecord(value) && isRecord(value['others']);
}
