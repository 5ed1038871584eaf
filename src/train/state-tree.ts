import type { Device } from '../backend/device.ts';
import type { DType } from '../core/dtype.ts';
import { ArgumentError, DataFormatError } from '../core/errors.ts';
import type { HostArray } from '../data/host-array.ts';
import { Tensor } from '../graph/tensor.ts';
import { tensor } from '../ops/creation/tensor.ts';

/** Whoever has a state that a run must find again: optimizers, schedules, averages, generators, models, some callbacks. */
export interface Stateful {
  /** A snapshot: tensors, numbers, texts, booleans and null, in arrays and plain objects. */
  getState(): unknown;
  /**
   * Takes what `getState` of the same kind of thing gave. Changes nothing if it throws. Tensors are freed after it: what
   * stays is `keep(tensor.detach())`.
   */
  setState(state: never): void;
}

/** A state as a file holds it: words that JSON takes, and the tensors by the name that the words have for them. */
export interface Apart {
  readonly words: unknown;
  readonly tensors: Readonly<Record<string, Tensor>>;
}

/** What JSON has no word for stands as an object with this name: { $: 'tensor', name, dtype }, { $: 'number', value }. */
const mark = '$';

/**
 * Takes a state apart. The tensors are handles of their own.
 *
 * @throws {ArgumentError} naming the place of what is no part of a state.
 */
export function takeApart(state: unknown): Apart {
  const tensors: Record<string, Tensor> = {};
  const wordOf = (value: unknown, path: readonly string[]): unknown => {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number')
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { [mark]: 'number', value: text(value) };
    if (value instanceof Tensor) {
      let name = path.join('.');
      while (name in tensors) name += "'";
      tensors[name] = value.detach();
      return { [mark]: 'tensor', name, dtype: value.dtype };
    }
    if (Array.isArray(value)) return value.map((item, i) => wordOf(item, [...path, String(i)]));
    if (isPlain(value)) {
      const entries = Object.entries(value).filter(([, item]) => item !== undefined);
      const words = Object.fromEntries(entries.map(([name, item]) => [name, wordOf(item, [...path, name])]));
      return mark in words ? { [mark]: 'object', entries: words } : words;
    }
    throw new ArgumentError(
      `saveCheckpoint: a state is made of tensors, numbers, texts, booleans and null, in arrays and plain objects: ${path.join('.')} is ${kindOf(value)}. Let getState() return such.`,
      path[0] ?? 'state',
      value,
    );
  };
  return { words: wordOf(state, []), tensors };
}

/** Where the arrays of a state are, and where its tensors are made. */
export interface Pieces {
  readonly arrays: ReadonlyMap<string, HostArray>;
  /** A state of the same form: a tensor is made on the device of the one in its place there. */
  readonly like: unknown;
  /** The device of the others; default the current one. */
  readonly device: Device | undefined;
  readonly file: string;
}

/** The inverse of `takeApart`. @throws {DataFormatError} if the words are none of its. */
export function putTogether(words: unknown, { arrays, like, device, file }: Pieces): unknown {
  const valueOf = (word: unknown, twin: unknown): unknown => {
    if (typeof word !== 'object' || word === null) return word;
    if (Array.isArray(word)) return word.map((item, i) => valueOf(item, memberOf(twin, String(i))));
    const { [mark]: kind, ...rest } = word as Record<string, unknown>;
    if (kind === undefined) return entriesOf(word, twin);
    const { name, dtype, value, entries } = rest;
    if (kind === 'number' && typeof value === 'string') return Number(value);
    if (kind === 'object' && typeof entries === 'object' && entries !== null) return entriesOf(entries, twin);
    const array = kind === 'tensor' && typeof name === 'string' ? arrays.get(name) : undefined;
    if (array === undefined || !isDtype(dtype)) {
      throw new DataFormatError(
        `loadCheckpoint: not a state of megagrad: file ${file}, expected a tensor, found ${JSON.stringify(word)} at offset 8.`,
        file,
        8,
      );
    }
    const target = twin instanceof Tensor && !twin.isDisposed ? twin.device : device;
    return tensor(Float64Array.from(array.data), { shape: array.shape, device: target, dtype });
  };
  const entriesOf = (words: object, twin: unknown): unknown =>
    Object.fromEntries(Object.entries(words).map(([name, item]) => [name, valueOf(item, memberOf(twin, name))]));
  return valueOf(words, like);
}

function isDtype(dtype: unknown): dtype is DType {
  return dtype === 'float32' || dtype === 'float64' || dtype === 'int32' || dtype === 'bool';
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && !(value instanceof Tensor) && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function text(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function kindOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? `a ${value.constructor.name}` : typeof value;
}
