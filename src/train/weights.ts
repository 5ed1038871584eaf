import { ArgumentError } from '../core/errors.ts';
import type { HostArray } from '../data/host-array.ts';
import { readNpz, writeNpz } from '../data/formats/npz.ts';
import { readSafetensors, writeSafetensors } from '../data/formats/safetensors.ts';
import { fileStore, type FileStore } from '../data/sources/host.node.ts';
import { scope } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Unmatched } from '../nn/load-state.ts';
import type { Module } from '../nn/module.ts';
import { tensor } from '../ops/creation/tensor.ts';
import { namesOf, placeIn, sourceOf, toOurs, toTheirs, type Source } from './layout.ts';

/** For each of our names, the name in the file, or the name with the layout there. */
export type WeightMap = Readonly<Record<string, string | Source>>;

/**
 * Writes parameters and buffers to a file, `.safetensors` or `.npz`: to a temporary one first, synced, then renamed.
 *
 * @throws {ArgumentError} for another ending.
 * @example await saveWeights(new Linear(2, 1), 'out/linear.safetensors');
 */
export async function saveWeights(model: Module, file: string): Promise<void> {
  checkEnding('saveWeights', file);
  await writeArrays('saveWeights', file, await arraysOf(model));
}

/**
 * Takes parameters and buffers from a file that `saveWeights` wrote. Nothing is changed unless everything fits.
 *
 * @param options - `strict` (default true): every name must be in both; without it those that are in both are taken.
 * @returns the names that are not in both.
 * @throws {ShapeError} listing all missing, unexpected and misshaped entries; {DataFormatError} if the file is damaged.
 * @example
 * await saveWeights(new Linear(2, 1), 'out/linear.safetensors');
 * await loadWeights(new Linear(2, 1), 'out/linear.safetensors');
 */
export async function loadWeights(model: Module, file: string, options: { readonly strict?: boolean } = {}): Promise<Unmatched> {
  const arrays = await readArrays('loadWeights', file);
  return load(model, arrays, options.strict ?? true);
}

/** What `importWeights` left alone. */
export interface ImportedWeights {
  /** Names in the file that the map does not use, but for PyTorch's counts of batches. */
  readonly unused: readonly string[];
  /** Our names that the map leaves out: they keep their values. */
  readonly kept: readonly string[];
}

/** Options of `importWeights`. */
export interface ImportOptions {
  /** Refuses a map that leaves out names of the file or of the model. Default false. */
  readonly strict?: boolean;
}

/** Batch norm counts its batches there; here nothing depends on it. */
const batchCount = /(^|\.)num_batches_tracked$/;

/**
 * Takes weights in the layout of another framework or of the book, by a map of a few lines. Names that the map leaves
 * out keep their values.
 *
 * @throws {ArgumentError} if the map names a parameter that the model lacks or an array that the file lacks, or with `strict`
 *   leaves one out.
 * @throws {ShapeError} listing every array that does not fit; nothing is changed then.
 * @example
 * await saveWeights(new Linear(3, 2), 'out/theirs.npz');
 * const { unused, kept } = await importWeights(new Linear(2, 3), 'out/theirs.npz', { weight: { from: 'weight', permute: [1, 0] } });
 * unused; // ['bias']
 * kept; // ['bias']
 */
export async function importWeights(
  model: Module,
  file: string | ReadonlyMap<string, HostArray>,
  map: WeightMap,
  { strict = false }: ImportOptions = {},
): Promise<ImportedWeights> {
  const arrays = typeof file === 'string' ? await readArrays('importWeights', file) : file;
  const known = [...savedTensors(model).keys()];
  const strangers = Object.keys(map).filter((name) => !known.includes(name));
  if (strangers.length > 0)
    throw new ArgumentError(`importWeights: the model has no ${strangers.join(', ')}. It has ${known.join(', ')}.`, 'map', map);
  const entries = Object.entries(map).map(([name, entry]) => [name, sourceOf(entry)] as const);
  const places = entries.map(([name, source]) => [name, placeIn(arrays, source)] as const);
  const absent = entries.filter((_, i) => places[i]![1] === undefined).flatMap(([, { from, plus }]) => lacking(arrays, from, plus));
  if (absent.length > 0) {
    throw new ArgumentError(
      `importWeights: the file has no ${[...new Set(absent)].join(', ')}. It has ${[...arrays.keys()].join(', ')}.`,
      'map',
      map,
    );
  }
  const used = new Set(entries.flatMap(([, source]) => namesOf(source)));
  const unused = [...arrays.keys()].filter((name) => !used.has(name) && !batchCount.test(name));
  const kept = known.filter((name) => !Object.hasOwn(map, name));
  if (strict && unused.length + kept.length > 0) {
    throw new ArgumentError(
      `importWeights: the map does not name everything: left out of the file ${unused.join(', ') || 'nothing'}, of the model ${kept.join(', ') || 'nothing'}. Complete it, or leave out strict.`,
      'map',
      map,
    );
  }
  load(model, new Map(places.map(([name, place]) => [name, toOurs(arrays, place!)])), false);
  return { unused, kept };
}

/**
 * Writes weights under the names and in the layout of another framework: the inverse of `importWeights` with the same map.
 *
 * @throws {ArgumentError} if the map names a parameter that the model lacks, or only some parts of an array.
 * @example await exportWeights(new Linear(2, 3), 'out/theirs.npz', { weight: { from: 'fc.weight', permute: [1, 0] }, bias: 'fc.bias' });
 */
export async function exportWeights(model: Module, file: string, map: WeightMap): Promise<void> {
  checkEnding('exportWeights', file);
  const own = await arraysOf(model);
  const strangers = Object.keys(map).filter((name) => own[name] === undefined);
  if (strangers.length > 0)
    throw new ArgumentError(`exportWeights: the model has no ${strangers.join(', ')}. It has ${Object.keys(own).join(', ')}.`, 'map', map);
  await writeArrays(
    'exportWeights',
    file,
    Object.fromEntries(toTheirs(Object.entries(map).map(([name, entry]) => [own[name]!, sourceOf(entry)]))),
  );
}

/** Values of parameters and buffers by name, in host memory. */
async function arraysOf(model: Module): Promise<Record<string, HostArray>> {
  return hostArrays(model.stateDict());
}

/** Values of tensors by name, in host memory; the tensors are freed. @internal */
export async function hostArrays(tensors: Readonly<Record<string, Tensor>>): Promise<Record<string, HostArray>> {
  const arrays: Record<string, HostArray> = {};
  for (const [name, value] of Object.entries(tensors)) {
    arrays[name] = { data: await value.data(), shape: value.shape };
    value.dispose();
  }
  return arrays;
}

/** Puts arrays into a model, on the device of its parameters. */
function load(model: Module, arrays: ReadonlyMap<string, HostArray>, strict: boolean): Unmatched {
  return scope(() => {
    const own = savedTensors(model);
    return model.loadStateDict(Object.fromEntries(Array.from(arrays, ([name, array]) => [name, tensorLike(own.get(name), array)])), {
      strict,
    });
  });
}

/** A lazy parameter has no device yet: it appears on the current one. */
function tensorLike(like: Tensor | undefined, { data, shape }: HostArray): Tensor {
  const values = data instanceof Float64Array ? data : Float64Array.from(data);
  return tensor(values, like === undefined || like.isDisposed ? { shape } : { shape, dtype: like.dtype, device: like.device });
}

/** What a state dict names, also where there are no values yet. */
function savedTensors(model: Module): Map<string, Tensor> {
  const buffers = model.namedBuffers().filter(([, buffer]) => buffer.persistent);
  return new Map<string, Tensor>([...model.namedParameters(), ...buffers]);
}

function lacking(arrays: ReadonlyMap<string, HostArray>, ...names: readonly (string | undefined)[]): string[] {
  return names.filter((name) => name !== undefined && !arrays.has(name)) as string[];
}

async function readArrays(reader: string, file: string): Promise<ReadonlyMap<string, HostArray>> {
  const format = checkEnding(reader, file);
  const bytes = await storeFor(reader).read(file);
  if (bytes === null) throw new ArgumentError(`${reader}: there is no such file: file '${file}'.`, 'file', file);
  return format === 'npz' ? readNpz(bytes, { file }) : (await readSafetensors(bytes, { file })).arrays;
}

async function writeArrays(writer: string, file: string, arrays: Readonly<Record<string, HostArray>>): Promise<void> {
  const bytes = checkEnding(writer, file) === 'npz' ? await writeNpz(arrays) : await writeSafetensors(arrays);
  await storeFor(writer).write(file, bytes);
}

/** The format that the file's ending says. @throws {ArgumentError} for another ending. @internal */
export function checkEnding(name: string, file: string): 'npz' | 'safetensors' {
  if (file.endsWith('.npz')) return 'npz';
  if (file.endsWith('.safetensors')) return 'safetensors';
  // What torch.save writes is a Python program (pickle), which we do not run.
  const remedy = /\.(pt|pth|bin|ckpt)$/.test(file)
    ? " In Python: safetensors.torch.save_file(model.state_dict(), 'weights.safetensors')."
    : '';
  throw new ArgumentError(`${name}: unknown ending: file '${file}'. Use .safetensors or .npz.${remedy}`, 'file', file);
}

/** The file system. @throws {ArgumentError} in a browser. @internal */
export function storeFor(name: string): FileStore {
  const store = fileStore();
  if (store === null)
    throw new ArgumentError(
      `${name}: there is no file system here. In a browser use readSafetensors and writeSafetensors on bytes.`,
      'file',
      undefined,
    );
  return store;
}
