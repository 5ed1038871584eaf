import type { NodeRole, PassName } from '../model.ts';

/** A size and the place of its center in what contains it. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A node as the viewer draws and describes it. */
export interface ViewerNode extends Placed {
  readonly id: string;
  readonly role: NodeRole;
  readonly pass: PassName;
  /** What is written in it. */
  readonly lines: readonly string[];
  readonly title: string;
  readonly op: string;
  readonly formula: string;
  readonly group: number;
  readonly modulePath: string;
  readonly shape: string;
  readonly dtype: string;
  readonly isOutput: boolean;
  /** Details by name, in the order in which they are listed. */
  readonly facts: readonly (readonly [string, string])[];
  readonly value: string;
  readonly gradient: string;
  /** Place in the order in which backward came to the nodes, or -1. */
  readonly gradientStep: number;
}

/** An edge between nodes by index. */
export interface ViewerEdge {
  readonly from: number;
  readonly to: number;
  readonly operand: string;
  readonly gradient: string;
  /** The derivative that comes back over it, as a formula with its numbers. */
  readonly derivative: string;
  readonly carried: boolean;
}

/** A module: its place among its neighbors while it is closed. */
export interface ViewerGroup extends Placed {
  readonly id: string;
  readonly label: string;
  readonly path: string;
  readonly pass: PassName;
  /** Index of the group around it, -1 for none. */
  readonly parent: number;
  readonly ops: number;
  readonly repeats: number;
}

/** How an edge runs between two neighbors: points of Bezier curves, x and y by turns. */
export interface Route {
  /** Container, then the neighbors: a node's index, or -1 - the index of a group. */
  readonly key: string;
  readonly points: readonly number[];
}

export interface ViewerTheme {
  readonly background: string;
  readonly ink: string;
  readonly edge: string;
  readonly backward: string;
  readonly fills: Readonly<Record<NodeRole, string>>;
}

/** What the page holds: a model with places, its modules closed. */
export interface ViewerData {
  readonly title: string;
  readonly theme: ViewerTheme;
  readonly nodes: readonly ViewerNode[];
  readonly edges: readonly ViewerEdge[];
  readonly groups: readonly ViewerGroup[];
  readonly routes: readonly Route[];
  /** Levels of modules that are open at first; null: as many as can be read. */
  readonly depth: number | null;
}
