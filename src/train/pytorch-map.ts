import { ArgumentError } from '../core/errors.ts';
import { BatchNorm1d, BatchNorm2d } from '../nn/batch-norm.ts';
import { Conv1d } from '../nn/conv1d.ts';
import { Conv2d } from '../nn/conv2d.ts';
import { ConvTranspose2d } from '../nn/conv-transpose2d.ts';
import { DepthwiseConv2d } from '../nn/depthwise-conv2d.ts';
import { Linear } from '../nn/linear.ts';
import type { Module } from '../nn/module.ts';
import { RecurrentCell } from '../nn/recurrent-cell.ts';
import type { Source } from './layout.ts';
import type { WeightMap } from './weights.ts';

/** What `pytorchMap` cannot see in the model. */
export interface PytorchMapOptions {
  /** For each weight of a Linear after a flatten of images: what was flattened, as PyTorch says it. */
  readonly rows?: Readonly<Record<string, NonNullable<Source['rows']>>>;
}

/** Axes of PyTorch's weight in our order. What is not listed has the same layout. */
const permutations: readonly [abstract new (...args: never[]) => Module, readonly number[]][] = [
  [Linear, [1, 0]],
  [Conv1d, [2, 1, 0]],
  [Conv2d, [2, 3, 1, 0]],
  [ConvTranspose2d, [2, 3, 1, 0]],
  [DepthwiseConv2d, [2, 3, 0, 1]],
];

const batchNormNames: Readonly<Record<string, string>> = { runningMean: 'running_mean', runningVar: 'running_var' };

/**
 * The map from a model to the state dict of the same model in PyTorch, for `importWeights` and `exportWeights`: filters
 * OIHW to HWIO, Linear transposed, the names of batch norm. Modules must have the same names in both.
 *
 * @throws {ArgumentError} if the model has recurrent cells, whose parameters PyTorch names by layer, or `rows` names no
 *   weight of a Linear.
 * @example
 * const model = new Sequential(new Conv2d(1, 3, 5), new ReLU(), new Flatten(), new Linear(3 * 4 * 6, 10));
 * const map = pytorchMap(model, { rows: { '3.weight': [3, 4, 6] } });
 * Object.keys(map); // ['0.weight', '0.bias', '3.weight', '3.bias']
 */
export function pytorchMap(model: Module, { rows = {} }: PytorchMapOptions = {}): WeightMap {
  const modules = model.namedModules();
  const cells = modules.flatMap(([path, module]) => (module instanceof RecurrentCell ? [path] : []));
  if (cells.length > 0) {
    throw new ArgumentError(
      `pytorchMap: recurrent cells have other names in PyTorch: ${cells.join(', ')}. Write their entries.`,
      'model',
      model,
    );
  }
  const saved = [...model.namedParameters(), ...model.namedBuffers().filter(([, buffer]) => buffer.persistent)];
  const owners = new Map(modules);
  const entries = saved.map(([name]) => {
    const dot = name.lastIndexOf('.');
    return [name, sourceIn(owners.get(name.slice(0, Math.max(0, dot))), name, name.slice(dot + 1), rows[name])] as const;
  });
  const strangers = Object.keys(rows).filter((name) => !(owners.get(name.replace(/\.?weight$/, '')) instanceof Linear));
  if (strangers.length > 0) {
    throw new ArgumentError(`pytorchMap: rows names no weight of a Linear: ${strangers.join(', ')}.`, 'rows', rows);
  }
  return Object.fromEntries(entries);
}

function sourceIn(owner: Module | undefined, name: string, own: string, rows: Source['rows']): string | Source {
  if (owner instanceof BatchNorm1d || owner instanceof BatchNorm2d) {
    return `${name.slice(0, name.length - own.length)}${batchNormNames[own] ?? own}`;
  }
  const permute = own === 'weight' ? permutations.find(([type]) => owner instanceof type)?.[1] : undefined;
  if (permute === undefined) return name;
  return { from: name, permute, ...(rows === undefined ? {} : { rows }) };
}
