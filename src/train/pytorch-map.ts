import { ArgumentError } from '../core/errors.ts';
import type { Parameter } from '../graph/parameter.ts';
import { BatchNorm1d } from '../nn/batch-norm.ts';
import { Buffer } from '../nn/buffer.ts';
import { Conv1d } from '../nn/conv1d.ts';
import { Conv2d } from '../nn/conv2d.ts';
import { ConvTranspose2d } from '../nn/conv-transpose2d.ts';
import { DepthwiseConv2d } from '../nn/depthwise-conv2d.ts';
import { GRUCell } from '../nn/gru-cell.ts';
import { LayerNorm, RMSNorm } from '../nn/layer-norm.ts';
import { Linear } from '../nn/linear.ts';
import type { Module } from '../nn/module.ts';
import { RecurrentCell } from '../nn/recurrent-cell.ts';
import type { Flattened, Source } from './layout.ts';
import { below, nameIn, placeIn, type ModuleClass, type Place } from './pytorch-names.ts';
import type { WeightMap } from './weights.ts';

/** What `pytorchMap` cannot see in the model. */
export interface PytorchMapOptions {
  /**
   * What was flattened, as PyTorch says it, for each tensor that comes after a flatten of images: the weight of a Linear,
   * or what BatchNorm1d, LayerNorm and RMSNorm have. Also for the bias of a Linear whose output becomes images.
   */
  readonly rows?: Readonly<Record<string, Flattened>>;
  /** Where the state dict has the model: 'module' for DataParallel's, 'encoder' for a part of another. Default: at its root. */
  readonly under?: string;
  /** For each weight of a Linear whose output becomes images: which. */
  readonly columns?: Readonly<Record<string, Flattened>>;
}

/** Axes of PyTorch's weight in our order. What is not listed has the same layout. */
const permutations: readonly [ModuleClass, readonly number[]][] = [
  [Conv1d, [2, 1, 0]],
  [Conv2d, [2, 3, 1, 0]],
  [ConvTranspose2d, [2, 3, 1, 0]],
  [DepthwiseConv2d, [2, 3, 0, 1]],
];

/**
 * The map from a model to the state dict of the same model in PyTorch, for `importWeights` and `exportWeights`: filters
 * OIHW to HWIO, Linear transposed, and PyTorch's names in batch norm, recurrent layers and cells, attention (where the first
 * three projections are one array) and transformer layers. A shared parameter stands under each of its names. The names that
 * users give to modules and parameters must be the same in both.
 *
 * @throws {ArgumentError} if PyTorch has no such layer (a GRU with `reset: 'before'` or `bias: 'one'`), or `rows` or
 *   `columns` name no tensor that they are for.
 * @example
 * const model = new Sequential(new Conv2d(1, 3, 5), new ReLU(), new Flatten(), new Linear(3 * 4 * 6, 10));
 * const map = pytorchMap(model, { rows: { '3.weight': [3, 4, 6] } });
 * Object.keys(map); // ['0.weight', '0.bias', '3.weight', '3.bias']
 * Object.keys(pytorchMap(new LSTM(3, 4)))[0]; // 'layers.0.weightInput'
 * pytorchMap(new LSTM(3, 4))['layers.0.weightInput']; // { from: 'weight_ih_l0', permute: [1, 0] }
 */
export function pytorchMap(model: Module, { rows = {}, columns = {}, under = '' }: PytorchMapOptions = {}): WeightMap {
  const sources = new Map<Parameter, { readonly name: string; readonly source: Source }>();
  const owners = new Map<string, Module>();
  const visit = (module: Module, path: readonly string[], place: Place, above: readonly Module[]): void => {
    for (const [own, tensor] of module.ownTensors()) {
      if (tensor instanceof Buffer && !tensor.persistent) continue;
      const name = [...path, own].join('.');
      const source = { ...sourceIn(module, own, name, place), ...flattened(rows[name], columns[name]) };
      const first = sources.get(tensor);
      if (first === undefined) sources.set(tensor, { name, source });
      else sources.set(tensor, { name: first.name, source: { ...first.source, also: [...(first.source.also ?? []), entryOf(source)] } });
      owners.set(name, module);
    }
    const within = [...above, module];
    for (const [own, child] of module.namedChildren()) {
      if (!within.includes(child)) visit(child, [...path, own], placeIn(module, own, place), within);
    }
  };
  visit(model, [], below(under), []);
  checkNames('rows', rows, owners, [Linear, BatchNorm1d, LayerNorm, RMSNorm]);
  checkNames('columns', columns, owners, [Linear]);
  return Object.fromEntries(Array.from(sources.values(), ({ name, source }): [string, string | Source] => [name, entryOf(source)]));
}

function sourceIn(module: Module, own: string, name: string, place: Place): Source {
  const at = place(nameIn(module, own));
  if (module instanceof RecurrentCell) return sourceInCell(module, own, name, at, place);
  if (own !== 'weight') return at;
  if (module instanceof Linear) return module.transposed ? at : { ...at, permute: [1, 0] };
  const permute = permutations.find(([type]) => module instanceof type)?.[1];
  if (permute === undefined) return at;
  return { ...at, ...(module instanceof DepthwiseConv2d ? apart(module) : {}), permute };
}

function sourceInCell(cell: RecurrentCell, own: string, name: string, at: Source, place: Place): Source {
  if (own.startsWith('weight')) return { ...at, permute: [1, 0] };
  const single = own === 'biasInput' && cell.biasHidden === null;
  if (cell instanceof GRUCell && (cell.reset === 'before' || single)) {
    throw new ArgumentError(
      `pytorchMap: PyTorch has no such GRU: ${name.slice(0, -own.length - 1) || 'the cell'} has ${single ? "bias 'one'" : "reset 'before'"}. Use reset: 'after' with two biases or none.`,
      'model',
      cell,
    );
  }
  return single ? { ...at, plus: place('bias_hh').from } : at;
}

/** PyTorch's depthwise convolution is one in groups, with the filters of a channel behind each other. */
function apart({ multiplier, size }: DepthwiseConv2d): Pick<Source, 'reshape'> {
  return multiplier === 1
    ? {}
    : {
        reshape: [
          [-1, 1, ...size],
          [-1, multiplier, ...size],
        ],
      };
}

function flattened(rows: Flattened | undefined, columns: Flattened | undefined): Pick<Source, 'rows' | 'columns'> {
  return { ...(rows === undefined ? {} : { rows }), ...(columns === undefined ? {} : { columns }) };
}

function entryOf(source: Source): string | Source {
  return Object.keys(source).length === 1 ? source.from : source;
}

function checkNames(option: string, given: object, owners: ReadonlyMap<string, Module>, types: readonly ModuleClass[]): void {
  const strangers = Object.keys(given).filter((name) => !types.some((type) => owners.get(name) instanceof type));
  if (strangers.length === 0) return;
  throw new ArgumentError(
    `pytorchMap: ${option} names no tensor of a ${types.map(({ name }) => name).join(', ')}: ${strangers.join(', ')}. It is for what follows a flatten.`,
    option,
    given,
  );
}
