import type { Shape } from '../core/shape.ts';

/**
 * What a drawn node stands for. `buffer`: state that is kept but not learned, such as a running mean; `gradient`: where a
 * backward pass begins or ends; `module`: a collapsed module.
 */
export type NodeRole = 'op' | 'parameter' | 'buffer' | 'input' | 'constant' | 'gradient' | 'module';

/** Which way a node computes. */
export type PassName = 'forward' | 'backward';

/** Numbers to show: all of them for small tensors, else a summary. */
export interface ShownValues {
  /** Row-major, for tensors of up to `trace`'s `most` elements; else absent. */
  readonly all?: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Square root of the sum of squares. */
  readonly norm: number;
  readonly finite: boolean;
}

/** A tensor of the computation: what made it, and what it holds. */
export interface VizNode {
  /** `n0`, `n1`, ...: inputs before consumers, the same for the same graph. */
  readonly id: string;
  readonly role: NodeRole;
  readonly pass: PassName;
  /** The op's name; '' for a tensor that no op made. */
  readonly op: string;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly label: string;
  /** Dotted path of the module it belongs to, '' outside. */
  readonly modulePath: string;
  /** Id of the module call that it is drawn in, '' outside. */
  readonly group: string;
  readonly shape: Shape | null;
  readonly dtype: string;
  readonly requiresGrad: boolean;
  /** True of the roots of the drawing. */
  readonly isOutput: boolean;
  readonly value?: ShownValues;
  readonly gradient?: ShownValues;
  /** When the gradient was complete: 0 for the first node that backward came to. */
  readonly gradientStep?: number;
  /** Of a backward op: id of the node whose gradient rule ran it. */
  readonly ruleOf?: string;
  /** Bytes that the node saves for backward. */
  readonly savedBytes?: number;
  /** Time that the op took, kernels and shape rule. */
  readonly milliseconds?: number;
  /** Where in the user's code the op was called: `file:line:column`. */
  readonly source?: string;
  /** Of a collapsed module: how many ops it stands for. */
  readonly ops?: number;
  /** Of a folded block: how many times it comes, one after the other. */
  readonly repeats?: number;
}

/** A tensor going into an op. */
export interface VizEdge {
  readonly from: string;
  readonly to: string;
  /** Name of the operand, such as `a` or `x`. */
  readonly operand: string;
  /** The part of the gradient of `from` that comes back over this edge. */
  readonly gradient?: ShownValues;
  /** True where the output of one repetition of a folded block goes into the next. */
  readonly carried?: boolean;
}

/** One call of a module, or a block that repeats. */
export interface VizGroup {
  /** `m0`, `m1`, ...: outer before inner. */
  readonly id: string;
  readonly pass: PassName;
  /** Dotted path of the module; '' for a folded block. */
  readonly path: string;
  readonly label: string;
  /** Id of the group around it, '' for none. */
  readonly parent: string;
  readonly repeats?: number;
}

/** A computation as every output format draws it. */
export interface GraphModel {
  readonly nodes: readonly VizNode[];
  readonly edges: readonly VizEdge[];
  readonly groups: readonly VizGroup[];
}
