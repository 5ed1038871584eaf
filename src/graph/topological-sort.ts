import type { GraphNode } from './node.ts';

const unseen = -1;
const opened = -2;

/**
 * The nodes that `roots` reach, inputs before consumers, and each node's `slot` set to its place.
 *
 * Depth-first without recursion: a node opens when it is first on top of the stack and gets its place when it is on
 * top again, after all its inputs. Call `clearSlots` when done.
 */
export function topologicalSort(roots: readonly (GraphNode | null)[]): GraphNode[] {
  const order: GraphNode[] = [];
  const stack: GraphNode[] = [];
  for (const root of roots) if (root !== null) stack.push(root);
  while (stack.length > 0) {
    const node = stack[stack.length - 1]!;
    if (node.slot === unseen) {
      node.slot = opened;
      const { inputs } = node;
      for (let i = inputs.length - 1; i >= 0; i--) {
        const input = inputs[i] as GraphNode | null;
        if (input !== null && input.slot === unseen) stack.push(input);
      }
    } else {
      stack.pop();
      if (node.slot === opened) {
        node.slot = order.length;
        order.push(node);
      }
    }
  }
  return order;
}

/** Makes the nodes ready for the next sort. */
export function clearSlots(order: readonly GraphNode[]): void {
  for (let i = 0; i < order.length; i++) order[i]!.slot = unseen;
}

/** Gives the nodes their places back after a sort inside a sort. */
export function restoreSlots(order: readonly GraphNode[]): void {
  for (let i = 0; i < order.length; i++) order[i]!.slot = i;
}
