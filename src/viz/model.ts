import type { Shape } from '../core/shape.ts';

/** What a drawn node stands for. */
export type NodeRole = 'op' | 'parameter' | 'input' | 'constant';

/** Numbers to show: all of them for small tensors, else a summary. */
export interface ShownValues {
  /** Row-major, for tensors of up to `trace`'s `values` elements; else absent. */
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
  /** The op's name; '' for a tensor that no op made. */
  readonly op: string;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly label: string;
  /** Dotted path of the module it belongs to, '' outside. */
  readonly modulePath: string;
  readonly shape: Shape | null;
  readonly dtype: string;
  readonly requiresGrad: boolean;
  /** True of the roots of the drawing. */
  readonly isOutput: boolean;
  readonly value?: ShownValues;
  readonly gradient?: ShownValues;
  /** Bytes that the node saves for backward. */
  readonly savedBytes?: number;
  /** Where in the user's code the op was called: `file:line:column`. */
  readonly source?: string;
}

/** A tensor going into an op. */
export interface VizEdge {
  readonly from: string;
  readonly to: string;
  /** Name of the operand, such as `a` or `x`. */
  readonly operand: string;
}

/** A computation as every output format draws it. */
export interface GraphModel {
  readonly nodes: readonly VizNode[];
  readonly edges: readonly VizEdge[];
}
