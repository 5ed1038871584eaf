import type { GraphNode } from '../../graph/node.ts';
import type { ValueRange } from './range.ts';

/** A tensor that detection came by: what an op made, or what was there before. */
export interface Step {
  /** Name of the op; '' for a tensor that none made. */
  readonly op: string;
  readonly label: string;
  readonly modulePath: string;
  readonly source: string | undefined;
  /** The operands and the names under which the op takes them. */
  readonly operands: readonly { readonly name: string; readonly step: Step }[];
  readonly node: GraphNode | null;
  readonly value: ValueRange;
  gradient: ValueRange | undefined;
}
