import type { GraphModel, VizEdge, VizGroup, VizNode } from '../model.ts';
import { findRepeats, type Step } from './find-repeats.ts';

/** A block and where its copies are. */
interface Folded {
  readonly first: readonly VizNode[];
  readonly repeats: number;
}

/** The model with blocks that come several times, one after the other, drawn once. */
export function fold(model: GraphModel): GraphModel {
  const operands = operandsOf(model);
  const paths = new Map(model.groups.map(({ id, path }) => [id, path.replace(/\d+/g, '#')]));
  const standIn = new Map<string, string>();
  const folded: Folded[] = [];
  for (const pass of ['forward', 'backward'] as const) {
    const ops = model.nodes.filter((node) => node.role === 'op' && node.pass === pass);
    const places = new Map(ops.map(({ id }, i) => [id, i]));
    const byId = new Map(model.nodes.map((node) => [node.id, node]));
    const steps = ops.map((node): Step => ({
      kind: `${node.op} ${shapeText(node)} ${paths.get(node.group) ?? ''} ${attrsText(node)}`,
      operands: (operands.get(node.id) ?? []).map((id) => places.get(id) ?? shapeText(byId.get(id)!)),
    }));
    for (const { start, period, count } of findRepeats(steps)) {
      folded.push({ first: ops.slice(start, start + period), repeats: count });
      for (let i = start + period; i < start + period * count; i++) standIn.set(ops[i]!.id, ops[start + ((i - start) % period)]!.id);
    }
  }
  return folded.length === 0 ? model : rebuild(model, operands, standIn, folded);
}

function operandsOf(model: GraphModel): Map<string, string[]> {
  const operands = new Map<string, string[]>();
  for (const { from, to } of model.edges) {
    const known = operands.get(to);
    if (known === undefined) operands.set(to, [from]);
    else known.push(from);
  }
  return operands;
}

function shapeText({ role, shape }: VizNode): string {
  return `${role === 'op' ? '' : role}[${shape?.join() ?? '?'}]`;
}

/** Ops that step through a sequence differ in where they read. */
const stepping = new Set(['slice', 'stridedSlice', 'gather', 'pad', 'scatterAdd', 'gatherAdjoint']);

function attrsText({ op, attrs }: VizNode): string {
  return stepping.has(op) ? '' : JSON.stringify(attrs, (_, value: unknown) => (typeof value === 'function' ? '' : value));
}

function rebuild(
  model: GraphModel,
  operands: ReadonlyMap<string, readonly string[]>,
  standIn: Map<string, string>,
  folded: readonly Folded[],
): GraphModel {
  const repeats = new Map(folded.flatMap(({ first, repeats }) => first.map(({ id }) => [id, repeats] as const)));
  standInLeaves(model, operands, standIn);
  const isInside = (id: string): boolean => standIn.has(id) || repeats.has(id);
  // What a copy takes from outside is its own share of what the first block takes there.
  const drawn = model.edges.filter(({ from, to }) => !standIn.has(to) || isInside(from));
  const lost = withoutUse(model, drawn, standIn);
  const kept = model.nodes.filter(({ id }) => !standIn.has(id) && !lost.has(id));
  const order = new Map(kept.map(({ id }, i) => [id, i]));
  const seen = new Set<string>();
  const edges = drawn.flatMap((edge): VizEdge[] => {
    const from = standIn.get(edge.from) ?? edge.from;
    const to = standIn.get(edge.to) ?? edge.to;
    const key = repeats.has(from) && !repeats.has(to) ? `${from} ${to}` : `${from} ${to} ${edge.operand}`;
    if (seen.has(key) || lost.has(from) || lost.has(to)) return [];
    seen.add(key);
    const isCarried = standIn.has(edge.to) && repeats.has(from) && order.get(from)! >= order.get(to)!;
    return [{ ...edge, from, to, ...(isCarried ? { carried: true } : {}) }];
  });
  const outputs = new Set(model.nodes.flatMap(({ id, isOutput }) => (isOutput ? [standIn.get(id) ?? id] : [])));
  const { groups, placed } = groupsAround(model, kept, folded);
  const nodes = kept.map((node): VizNode => {
    const count = repeats.get(node.id);
    return {
      ...node,
      group: placed.get(node.id) ?? node.group,
      isOutput: outputs.has(node.id),
      ...(count === undefined ? {} : { repeats: count }),
    };
  });
  return { nodes, edges, groups };
}

/** Nodes that only copies used, and what only those used. */
function withoutUse(model: GraphModel, drawn: readonly VizEdge[], standIn: ReadonlyMap<string, string>): Set<string> {
  const before = new Set(model.edges.map(({ from }) => from));
  const uses = new Map<string, number>();
  for (const { from } of drawn) uses.set(from, (uses.get(from) ?? 0) + 1);
  const inputs = operandsOf({ ...model, edges: drawn });
  const isLost = ({ id, isOutput }: VizNode): boolean => before.has(id) && (uses.get(id) ?? 0) === 0 && !isOutput && !standIn.has(id);
  const lost = new Set<string>();
  // Consumers come after their inputs: one walk from the end suffices.
  for (const node of model.nodes.toReversed()) {
    if (!isLost(node)) continue;
    lost.add(node.id);
    for (const input of inputs.get(node.id) ?? []) uses.set(input, uses.get(input)! - 1);
  }
  return lost;
}

/** A leaf that only copies use (their own weights) goes with them: the leaf of the first block stands for it. */
function standInLeaves(model: GraphModel, operands: ReadonlyMap<string, readonly string[]>, standIn: Map<string, string>): void {
  const users = new Map<string, string[]>();
  for (const { from, to } of model.edges) {
    const known = users.get(from);
    if (known === undefined) users.set(from, [to]);
    else known.push(to);
  }
  const ends = new Map(model.nodes.flatMap(({ id, role }) => (role === 'gradient' ? [[operands.get(id)?.[0], id] as const] : [])));
  for (const node of model.nodes) {
    if (node.role === 'op') continue;
    const uses = users.get(node.id) ?? [];
    const [use] = uses;
    if (use !== undefined && uses.every((id) => standIn.has(id))) {
      const original = operands.get(standIn.get(use)!)![operands.get(use)!.indexOf(node.id)]!;
      if (original !== node.id) standIn.set(node.id, original);
    } else if (node.role === 'gradient' && use === undefined) {
      const [made] = operands.get(node.id) ?? [];
      const first = made === undefined ? undefined : standIn.get(made);
      const twin = first === undefined ? undefined : ends.get(first);
      if (twin !== undefined) standIn.set(node.id, twin);
    }
  }
}

/** A group around each folded block: the modules inside it move in. */
function groupsAround(
  model: GraphModel,
  kept: readonly VizNode[],
  folded: readonly Folded[],
): { groups: VizGroup[]; placed: Map<string, string> } {
  const byId = new Map(model.groups.map((group) => [group.id, group]));
  const chain = (id: string): string[] => {
    const outer: string[] = [''];
    for (let group = byId.get(id); group !== undefined; group = byId.get(group.parent)) outer.splice(1, 0, group.id);
    return outer;
  };
  const placed = new Map<string, string>();
  const parents = new Map<string, string>();
  const added: VizGroup[] = [];
  folded.forEach(({ first, repeats }, i) => {
    const chains = first.map(({ group }) => chain(group));
    let shared = 0;
    while (chains.every((groups) => groups[shared + 1] !== undefined && groups[shared + 1] === chains[0]![shared + 1])) shared++;
    const inside = new Set(first.map(({ id }) => id));
    const around = chains[0]![shared]!;
    const moved = new Set(chains.flatMap((groups) => groups[shared + 1] ?? []));
    const strangers = kept.some(
      (node) => node.role === 'op' && !inside.has(node.id) && chain(node.group).some((group) => moved.has(group)),
    );
    if (strangers) return;
    const id = `r${i}`;
    added.push({ id, pass: first[0]!.pass, path: '', label: `× ${repeats}`, parent: around, repeats });
    for (const group of moved) parents.set(group, id);
    for (const node of first) if (node.group === around) placed.set(node.id, id);
  });
  return { groups: inOrder(model, kept, added, parents), placed };
}

/** The groups that still hold something, outer before inner. */
function inOrder(
  model: GraphModel,
  kept: readonly VizNode[],
  added: readonly VizGroup[],
  parents: ReadonlyMap<string, string>,
): VizGroup[] {
  const all = new Map(
    [...model.groups.map((group) => ({ ...group, parent: parents.get(group.id) ?? group.parent })), ...added].map((group) => [
      group.id,
      group,
    ]),
  );
  const used = new Set<string>();
  const use = (id: string): void => {
    const group = all.get(id);
    if (group === undefined || used.has(id)) return;
    use(group.parent);
    used.add(id);
  };
  for (const { group } of kept) use(group);
  for (const { id } of added) use(id);
  return [...used].map((id) => all.get(id)!);
}
