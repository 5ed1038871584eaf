import { bytesPerElement } from '../../core/dtype.ts';
import { sizeOf } from '../../core/shape.ts';
import type { GraphNode } from '../../graph/node.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { GraphModel, NodeRole, VizEdge, VizGroup, VizNode } from '../model.ts';
import type { Entry } from './entry.ts';
import { commonGroup, type Group } from './groups.ts';

/** What a traced model calls its parameters. */
export type Names = ReadonlyMap<Tensor, string>;

/** The model of finished entries: ids, labels, groups. */
export function modelOf(entries: readonly Entry[], ends: readonly Entry[], names: Names): GraphModel {
  const ids = new Map(entries.map((entry, i) => [entry, `n${i}`]));
  placeLeaves(entries);
  const groups = new Map<Group, VizGroup>();
  const outputs = new Set(ends);
  const nodes = entries.map((entry, i): VizNode => {
    const { role, pass, op, attrs, modulePath, node, shape, dtype, gradientStep, ruleOf, source, milliseconds } = entry;
    const [value, gradient] = [entry.value?.values, entry.gradient?.values];
    const rule = ruleOf === null ? undefined : ids.get(ruleOf);
    return {
      id: `n${i}`,
      role,
      pass,
      op,
      attrs: attrs as Readonly<Record<string, unknown>>,
      label: labelOf(entry, names),
      modulePath,
      group: groupId(groups, entry.group),
      shape,
      dtype,
      requiresGrad: node !== null,
      isOutput: outputs.has(entry),
      ...(value === undefined ? {} : { value }),
      ...(gradient === undefined ? {} : { gradient }),
      ...(gradientStep === undefined ? {} : { gradientStep }),
      ...(rule === undefined ? {} : { ruleOf: rule }),
      ...(node?.saved == null || pass === 'backward' ? {} : { savedBytes: savedBytes(node) }),
      ...(milliseconds === undefined ? {} : { milliseconds }),
      ...(source === undefined ? {} : { source }),
    };
  });
  const edges = entries.flatMap((entry) =>
    entry.operands.flatMap(({ entry: from, name, gradient }): VizEdge[] => {
      const id = ids.get(from);
      const values = gradient?.values;
      const shown = values === undefined ? {} : { gradient: values };
      return id === undefined ? [] : [{ from: id, to: ids.get(entry)!, operand: name, ...shown }];
    }),
  );
  return { nodes, edges, groups: [...groups.values()] };
}

const placed: ReadonlySet<NodeRole> = new Set<NodeRole>(['parameter', 'buffer', 'constant']);

/** A parameter, buffer or constant belongs to the modules that use it; so does a gradient to where it ends. */
function placeLeaves(entries: readonly Entry[]): void {
  const places = new Map<Entry, Group | null>();
  for (const { operands, group, pass } of entries) {
    for (const { entry } of operands) {
      if (entry.pass !== pass || !placed.has(entry.role)) continue;
      const place = places.get(entry);
      places.set(entry, place === undefined ? group : commonGroup(place, group));
    }
  }
  for (const [entry, group] of places) entry.group = group;
  for (const entry of entries) if (entry.role === 'gradient') entry.group = entry.ruleOf?.group?.mirror ?? null;
}

function labelOf(entry: Entry, names: Names): string {
  const { tensor, node, ruleOf, role, label } = entry;
  if (role === 'gradient') {
    const of = ruleOf === null ? '' : labelOf(ruleOf, names);
    return of === '' ? label || 'gradient' : `∂ ${of}`;
  }
  const given = (tensor === null ? undefined : names.get(tensor)) ?? tensor?.label ?? node?.label ?? '';
  return given === '' ? label : given;
}

function savedBytes(node: GraphNode): number {
  return (node.saved ?? []).reduce((sum, raw) => sum + sizeOf(raw.shape) * bytesPerElement(raw.dtype), 0);
}

/** The id of a group, noted with those around it when it first occurs. */
function groupId(groups: Map<Group, VizGroup>, group: Group | null): string {
  if (group === null) return '';
  const known = groups.get(group);
  if (known !== undefined) return known.id;
  const parent = groupId(groups, group.parent);
  const made: VizGroup = {
    id: `m${groups.size}`,
    pass: group.pass,
    path: group.path,
    label: group.label,
    parent,
  };
  groups.set(group, made);
  return made.id;
}
