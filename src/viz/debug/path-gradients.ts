import { gradientsAt } from '../../graph/backward.ts';
import type { GraphNode } from '../../graph/node.ts';
import { rawOf, Tensor } from '../../graph/tensor.ts';
import { setTracer } from '../../graph/tracer.ts';
import type { Operand, Use } from './uses.ts';

/** What comes back to an operand over one edge, from the gradient `g` of the output; the caller frees it. */
export function gradientOver(use: Use, { index, from }: Operand, g: Tensor): Tensor | null {
  const { node } = use;
  if (node === null || from.node === null) return null;
  let found: Tensor | null = null;
  const before = setTracer({
    differentiated: (at: GraphNode, input: number, gradient: Tensor) => {
      if (at === node && input === index) found = new Tensor(rawOf(gradient));
    },
  });
  try {
    gradientFrom(node, g, from.node)?.dispose();
  } finally {
    setTracer(before);
  }
  return found;
}

/** What comes to `start` over all ways from `use`, whose output has the gradient `g`; the caller frees it. */
export function gradientAt(start: Use, use: Use, g: Tensor): Tensor | null {
  return use.node === null || start.node === null ? null : gradientFrom(use.node, g, start.node);
}

/** What comes to `target` from a node whose output has the gradient `g`. */
function gradientFrom(node: GraphNode, g: Tensor, target: GraphNode): Tensor | null {
  // Backward reads the shape of the output alone, not its values: the block of its gradient has that shape.
  const root = new Tensor(rawOf(g), node);
  try {
    return gradientsAt(root, g, [target], { retainGraph: true })[0] ?? null;
  } finally {
    root.dispose();
  }
}

/** Sum of products of the elements. */
export function inner(a: Tensor, b: Tensor): number {
  const [left, right] = [a.dataSync(), b.dataSync()];
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += left[i]! * right[i]!;
  return sum;
}

export function isZero(tensor: Tensor): boolean {
  return tensor.dataSync().every((value) => value === 0);
}
