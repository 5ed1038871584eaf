import type { Op, OpDescriptor } from '../../graph/op.ts';
import { attributes } from './attributes.ts';
import * as functions from './functions.ts';

/** How a function is called from a formula. */
export interface Signature {
  readonly name: string;
  readonly call: (...args: readonly unknown[]) => unknown;
  /** Positional parameters that take tensors; numbers become tensors where the function does not do that itself. */
  readonly operands: readonly string[];
  /** Positional parameters after them that take numbers or lists. */
  readonly values: readonly string[];
  /** How many of all these must be given. */
  readonly least: number;
  /** Attributes that may follow without their names, in this order. */
  readonly attributes: readonly string[];
  /** True if other names are attributes too: TypeScript's types are not there at run time. */
  readonly takesAnyName: boolean;
  /** True if it takes numbers as operands, as ops do. */
  readonly takesNumbers: boolean;
  /** True if any number of operands may follow. */
  readonly isVariadic: boolean;
}

type Positional = Partial<Pick<Signature, 'operands' | 'values' | 'isVariadic'>> & { readonly optional?: number };

const x: Positional = { operands: ['x'] };
const ab: Positional = { operands: ['a', 'b'] };
const filtered: Positional = { operands: ['x', 'filter'] };
const list: Positional = { values: ['inputs'] };
const predicted: Positional = { operands: ['prediction', 'target'] };
const offset: Positional = { operands: ['x'], values: ['offset'], optional: 1 };
const updated: Positional = { operands: ['x', 'indices', 'updates'] };

/** Parameters of the functions that are composed of ops; an op names its own. */
const composed: Readonly<Record<string, Positional>> = {
  batchNorm: { operands: ['x', 'gamma', 'beta'] },
  batchNormWith: { operands: ['x', 'gamma', 'beta', 'mean', 'variance'] },
  bce: { operands: ['probabilities', 'target'] },
  bceWithLogits: { operands: ['logits', 'target'] },
  booleanMask: { operands: ['x', 'mask'] },
  concat: list,
  conv1d: filtered,
  cosineEmbedding: { operands: ['a', 'b', 'target'] },
  crossEntropy: { operands: ['logits', 'target'] },
  crossEntropyError: { operands: ['probabilities', 'target'] },
  depthwiseConv2d: filtered,
  diag: offset,
  diagonal: offset,
  dot: ab,
  dropout: x,
  einsum: { values: ['equation'], isVariadic: true },
  globalAvgPool: x,
  globalMaxPool: x,
  groupNorm: x,
  halfSquaredError: predicted,
  hinge: { operands: ['scores', 'target'] },
  huber: predicted,
  indexAdd: updated,
  instanceNorm: x,
  klDiv: { operands: ['logProbabilities', 'target'] },
  layerNorm: x,
  mae: predicted,
  meshgrid: { values: ['vectors'] },
  mse: predicted,
  nll: { operands: ['logProbabilities', 'target'] },
  outer: ab,
  permute: { operands: ['x'], values: ['perm'] },
  repeat: x,
  rmsNorm: x,
  scaledDotProductAttention: { operands: ['query', 'key', 'value'] },
  scatterAdd: updated,
  slogDet: x,
  smoothL1: predicted,
  sort: x,
  split: x,
  stack: list,
  swapAxes: { operands: ['x'], values: ['first', 'second'] },
  topK: x,
  trace: offset,
  tripletMargin: { operands: ['anchor', 'positive', 'negative'] },
  unstack: x,
};

const known = new Map(Object.entries(functions).map(([name, call]) => [name, knownSignature(name, call as Signature['call'])]));

/** Other words for a function, without capitals and underscores, and names as plain as that. */
const words: ReadonlyMap<string, string> = new Map([
  ...[...known.keys()].map((name): [string, string] => [plain(name), name]),
  ['ln', 'log'],
  ['mm', 'matMul'],
]);

/** How the function of this name is called; nothing if there is none. */
export function signatureNamed(name: string): Signature | undefined {
  return known.get(name);
}

/** The name that was meant, if it differs in capitals and underscores only, or is another word for it. */
export function similarName(name: string): string | undefined {
  return words.get(plain(name));
}

/** The names that a formula may call. */
export function functionNames(): readonly string[] {
  return [...known.keys()];
}

/** How a function is called that comes through a hole: an op of the user's, or any function of tensors. */
export function ownSignature(call: Signature['call']): Signature {
  const own = { name: call.name, call, values: [], takesAnyName: true };
  if (!isSimpleOp(call)) return { ...own, operands: [], least: 0, attributes: [], takesNumbers: true, isVariadic: true };
  const { inputs, shorthand } = call.descriptor;
  return {
    ...own,
    operands: inputs,
    least: inputs.length,
    attributes: shorthand === null ? [] : [shorthand],
    takesNumbers: true,
    isVariadic: false,
  };
}

function knownSignature(name: string, call: Signature['call']): Signature {
  const names = Object.hasOwn(attributes, name) ? Object.keys(attributes[name as keyof typeof attributes]) : [];
  const own = { name, call, attributes: names, takesAnyName: false };
  if (isSimpleOp(call)) {
    const { inputs } = call.descriptor;
    return { ...own, operands: inputs, values: [], least: inputs.length, takesNumbers: true, isVariadic: false };
  }
  const { operands = [], values = [], optional = 0, isVariadic = false } = composed[name] ?? {};
  return { ...own, operands, values, least: operands.length + values.length - optional, takesNumbers: false, isVariadic };
}

function isSimpleOp(call: object): call is Op<readonly string[]> {
  return 'descriptor' in call && (call as { readonly descriptor: OpDescriptor }).descriptor.listRule === null;
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
