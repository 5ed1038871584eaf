import { Buffer } from '../../graph/buffer.ts';
import type { GraphNode } from '../../graph/node.ts';
import { Parameter } from '../../graph/parameter.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { NodeRole, PassName } from '../model.ts';
import type { Group } from './groups.ts';
import type { Reading } from './readings.ts';

/** A tensor going into a node under construction. */
export interface Operand {
  readonly entry: Entry;
  readonly name: string;
  gradient: Reading | undefined;
}

/** A node under construction. */
export interface Entry {
  readonly role: NodeRole;
  readonly pass: PassName;
  readonly op: string;
  readonly attrs: object;
  readonly modulePath: string;
  readonly shape: readonly number[] | null;
  readonly dtype: string;
  readonly operands: readonly Operand[];
  group: Group | null;
  label: string;
  /** Keeps the label that the user may still give; a number operand has none. */
  tensor: Tensor | null;
  node: GraphNode | null;
  /** Of a backward op: whose gradient rule ran it. */
  ruleOf: Entry | null;
  source: string | undefined;
  milliseconds: number | undefined;
  value: Reading | undefined;
  gradient: Reading | undefined;
  gradientStep: number | undefined;
}

/** An entry with what most entries have not. */
export function newEntry(known: Pick<Entry, 'role' | 'shape' | 'dtype'> & Partial<Entry>): Entry {
  return {
    pass: 'forward',
    op: '',
    attrs: {},
    modulePath: '',
    operands: [],
    group: null,
    label: '',
    tensor: null,
    node: null,
    ruleOf: null,
    source: undefined,
    milliseconds: undefined,
    value: undefined,
    gradient: undefined,
    gradientStep: undefined,
    ...known,
  };
}

/** What a tensor that no op made stands for. */
export function leafRole(tensor: Tensor | null): 'buffer' | 'parameter' | 'input' {
  if (tensor instanceof Buffer) return 'buffer';
  return tensor instanceof Parameter ? 'parameter' : 'input';
}

/** An operand as the engine names it. */
export function operandOf(entry: Entry, name: string | undefined, index: number): Operand {
  return { entry, name: name ?? String(index), gradient: undefined };
}
