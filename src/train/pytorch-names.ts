import { BatchNorm1d, BatchNorm2d } from '../nn/batch-norm.ts';
import type { Module } from '../nn/module.ts';
import { MultiHeadAttention } from '../nn/multi-head-attention.ts';
import { Recurrent } from '../nn/recurrent.ts';
import { RecurrentCell } from '../nn/recurrent-cell.ts';
import { FeedForward, TransformerDecoderLayer, TransformerEncoderLayer } from '../nn/transformer.ts';
import type { Source } from './layout.ts';

/** From the name that PyTorch has for a tensor or submodule to where it stands in the state dict. @internal */
export type Place = (name: string) => Pick<Source, 'from' | 'part'>;

/** A class of modules, abstract ones too. @internal */
export type ModuleClass = abstract new (...args: never[]) => Module;

const statistics = { runningMean: 'running_mean', runningVar: 'running_var' };
const selfAttention = { attention: 'self_attn', attentionNorm: 'norm1', feedForward: '' };

/** PyTorch's names of tensors and submodules, where they are not ours. */
const names: readonly [ModuleClass, Readonly<Record<string, string>>][] = [
  [BatchNorm1d, statistics],
  [BatchNorm2d, statistics],
  [RecurrentCell, { weightInput: 'weight_ih', weightHidden: 'weight_hh', biasInput: 'bias_ih', biasHidden: 'bias_hh' }],
  [MultiHeadAttention, { output: 'out_proj' }],
  [TransformerEncoderLayer, { ...selfAttention, feedForwardNorm: 'norm2' }],
  [TransformerDecoderLayer, { ...selfAttention, memoryAttention: 'multihead_attn', memoryNorm: 'norm2', feedForwardNorm: 'norm3' }],
  [FeedForward, { expand: 'linear1', contract: 'linear2' }],
];

const projections = ['query', 'key', 'value'];

/** What PyTorch calls a module's own tensor or submodule. @internal */
export function nameIn(module: Module, own: string): string {
  return names.find(([type]) => module instanceof type)?.[1][own] ?? own;
}

/** Where a submodule's tensors stand. @internal */
export function placeIn(module: Module, own: string, place: Place): Place {
  const projection = projections.indexOf(own);
  if (module instanceof MultiHeadAttention && projection >= 0) {
    return (name) => ({ from: place(`in_proj_${name}`).from, part: [projection, projections.length] });
  }
  const run = module instanceof Recurrent ? /^(layers|reverse)\.(\d+)$/.exec(own) : null;
  if (run !== null) return (name) => place(`${name}_l${run[2]}${run[1] === 'reverse' ? '_reverse' : ''}`);
  return below(place(nameIn(module, own)).from);
}

/** The place of what stands under a dotted path. @internal */
export function below(path: string): Place {
  return (name) => ({ from: [path, name].filter((part) => part !== '').join('.') });
}
