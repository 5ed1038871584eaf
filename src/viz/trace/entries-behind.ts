import type { Raw } from '../../backend/raw.ts';
import { planFor } from '../../graph/apply.ts';
import type { GraphNode } from '../../graph/node.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { clearSlots, topologicalSort } from '../../graph/topological-sort.ts';
import { leafRole, newEntry, operandOf, type Entry } from './entry.ts';
import { Groups } from './groups.ts';
import type { TraceOptions } from './options.ts';
import type { Reading, Readings } from './readings.ts';

/** Entries of the graph behind tensors, inputs before consumers. */
export function entriesBehind(roots: readonly Tensor[], options: TraceOptions, readings: Readings): Entry[] {
  const order = topologicalSort(roots.map((root) => root.node));
  clearSlots(order);
  const entries: Entry[] = [];
  const byNode = new Map<GraphNode, Entry>();
  const rootOf = new Map(roots.map((root) => [root.node, root]));
  const groups = new Groups();
  const shown = (tensor: Tensor | null): Reading | undefined => (options.values === true ? readings.of(tensor) : undefined);
  for (const node of order) {
    const tensor = node.sink?.tensor ?? rootOf.get(node) ?? null;
    const operands = node.inputs.map((input, i) => {
      let entry: Entry;
      if (input === null) entries.push((entry = unknownEntry(savedInput(node, i))));
      else entry = byNode.get(input)!;
      return operandOf(entry, node.op?.inputs[i], i);
    });
    const entry = newEntry({
      role: node.op === null ? leafRole(tensor) : 'op',
      op: node.op?.name ?? '',
      attrs: node.attrs,
      modulePath: node.modulePath,
      group: groups.at(node.modulePath),
      tensor,
      node,
      shape: node.shape,
      dtype: node.dtype,
      operands,
      value: shown(tensor),
      gradient: options.gradients === false ? undefined : readings.of(tensor?.grad ?? null),
    });
    entries.push(entry);
    byNode.set(node, entry);
  }
  for (const root of roots) {
    if (root.node !== null) continue;
    entries.push(
      newEntry({
        role: leafRole(root),
        tensor: root,
        shape: root.shape,
        dtype: root.dtype,
        value: shown(root),
      }),
    );
  }
  return entries;
}

/** An operand that requires no grad: the graph knows its shape if the node saved it. */
function unknownEntry(saved: Raw | undefined): Entry {
  return newEntry({ role: 'constant', shape: saved?.shape ?? null, dtype: saved?.dtype ?? '' });
}

function savedInput(node: GraphNode, index: number): Raw | undefined {
  if (node.op === null || node.saved === null || node.op.listRule !== null) return undefined;
  const mask = node.inputs.reduce((bits, input, i) => (input === null ? bits : bits | (1 << i)), 0);
  const at = planFor(node.op, mask).sources.indexOf(index);
  return at < 0 ? undefined : node.saved[at];
}
