import type { GraphNode } from './node.ts';
import type { OpDescriptor } from './op.ts';
import type { Tensor } from './tensor.ts';

/** Watches what the engine does: drawings, anomaly detection and leak reports are written over it. */
export interface Tracer {
  /** An op is about to run. */
  applying?(): void;
  /** An op has run: operands as the caller gave them (arrays flattened for list ops). */
  applied?(op: OpDescriptor, operands: readonly (Tensor | number)[], attrs: object, output: Tensor): void;
  /** A gradient rule has run: `gradient` goes to input `index` of `node`. The tensor lives until this returns. */
  differentiated?(node: GraphNode, index: number, gradient: Tensor): void;
  /** A backward pass begins: until it ends, the ops that run are gradient rules. */
  began?(): void;
  ended?(): void;
  /** The whole gradient of `node`'s output is known. The tensor lives until this returns. */
  arrived?(node: GraphNode, gradient: Tensor): void;
  /** The module path changes: the forward of a `kind` of module begins (a longer path), or one ends (a shorter path). */
  moved?(path: string, kind: string): void;
}

let tracer: Tracer | null = null;

/** The tracer that watches now. @internal */
export function activeTracer(): Tracer | null {
  return tracer;
}

/** Lets `next` watch (null: nobody) and returns who did before. @internal */
export function setTracer(next: Tracer | null): Tracer | null {
  const before = tracer;
  tracer = next;
  return before;
}
