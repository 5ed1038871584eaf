import type { GraphModel, VizEdge, VizGroup, VizNode } from '../model.ts';

/** The model with every module nested deeper than `depth` levels drawn as one node. */
export function collapse(model: GraphModel, depth: number): GraphModel {
  const closed = closedGroups(model.groups, depth);
  if (closed.size === 0) return model;
  const byId = new Map(model.groups.map((group) => [group.id, group]));
  const members = new Map<string, VizNode[]>();
  const standIn = new Map<string, string>();
  for (const node of model.nodes) {
    const group = closed.get(node.group);
    if (group === undefined) continue;
    standIn.set(node.id, group);
    const known = members.get(group);
    if (known === undefined) members.set(group, [node]);
    else known.push(node);
  }
  const leaving = new Set(
    model.edges.filter(({ from, to }) => standIn.has(from) && standIn.get(from) !== standIn.get(to)).map(({ from }) => from),
  );
  const nodes = model.nodes.flatMap((node): VizNode[] => {
    const group = standIn.get(node.id);
    if (group === undefined) return [node];
    const all = members.get(group)!;
    return all.at(-1) === node ? [moduleNode(byId.get(group)!, all, leaving)] : [];
  });
  return { nodes, edges: joinEdges(model.edges, standIn), groups: model.groups.filter(({ id }) => !closed.has(id)) };
}

/** The closed group around each group that is too deep, itself included. */
function closedGroups(groups: readonly VizGroup[], depth: number): Map<string, string> {
  const levels = new Map<string, number>();
  const closed = new Map<string, string>();
  for (const { id, parent, path } of groups) {
    // A folded block is no level: it is drawn around what repeats.
    const level = (levels.get(parent) ?? 0) + (path === '' ? 0 : 1);
    levels.set(id, level);
    if (level > depth) closed.set(id, closed.get(parent) ?? id);
  }
  return closed;
}

function moduleNode(group: VizGroup, members: readonly VizNode[], leaving: ReadonlySet<string>): VizNode {
  const result = members.findLast(({ id }) => leaving.has(id)) ?? members.findLast(({ role }) => role === 'op') ?? members.at(-1)!;
  const saved = members.filter(({ savedBytes }) => savedBytes !== undefined);
  const timed = members.filter(({ milliseconds }) => milliseconds !== undefined);
  const { value, gradient, gradientStep } = result;
  return {
    id: group.id,
    role: 'module',
    pass: group.pass,
    op: '',
    attrs: {},
    label: group.label,
    modulePath: group.path,
    group: group.parent,
    shape: result.shape,
    dtype: result.dtype,
    requiresGrad: members.some(({ requiresGrad }) => requiresGrad),
    isOutput: members.some(({ isOutput }) => isOutput),
    ops: members.filter(({ role }) => role === 'op').length,
    ...(value === undefined ? {} : { value }),
    ...(gradient === undefined ? {} : { gradient }),
    ...(gradientStep === undefined ? {} : { gradientStep }),
    ...(saved.length === 0 ? {} : { savedBytes: saved.reduce((sum, { savedBytes }) => sum + savedBytes!, 0) }),
    ...(timed.length === 0 ? {} : { milliseconds: timed.reduce((sum, { milliseconds }) => sum + milliseconds!, 0) }),
  };
}

/** Edges between stand-ins, once each. */
function joinEdges(edges: readonly VizEdge[], standIn: ReadonlyMap<string, string>): VizEdge[] {
  const seen = new Set<string>();
  return edges.flatMap((edge): VizEdge[] => {
    const from = standIn.get(edge.from) ?? edge.from;
    const to = standIn.get(edge.to) ?? edge.to;
    if (from === edge.from && to === edge.to) return [edge];
    const key = `${from} ${to}`;
    if (from === to || seen.has(key)) return [];
    seen.add(key);
    return [{ ...edge, from, to, operand: to === edge.to ? edge.operand : '' }];
  });
}
