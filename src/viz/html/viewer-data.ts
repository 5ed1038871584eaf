import { format } from '../../core/shape.ts';
import type { DrawOptions } from '../draw-options.ts';
import { bytesText, nodeLines, signs, titleOf } from '../labels.ts';
import type { GraphModel, VizEdge, VizNode } from '../model.ts';
import { numberText, valuesText } from '../number-text.ts';
import { plainValue } from '../json.ts';
import { themes } from '../themes.ts';
import type { ViewerData, ViewerEdge, ViewerGroup, ViewerNode } from '../viewer/data.ts';
import { derivativeText, type Named } from './derivatives.ts';
import { place, type Size } from './place.ts';

/** Longest line that is written in a node; the whole text stands beside the drawing. */
const longestLine = 30;
/** Most characters of a text that the page keeps. */
const longestText = 20_000;
/** Width of a character and height of a line of the 11 px font, in pixels. */
const [characterWidth, lineHeight] = [6.1, 14];

/** A model as the page holds it: texts and places. */
export async function viewerData(model: GraphModel, options: DrawOptions): Promise<ViewerData> {
  const indices = new Map(model.nodes.map(({ id }, i) => [id, i]));
  const groupIndices = new Map(model.groups.map(({ id }, i) => [id, i]));
  const operands = operandsOf(model.edges);
  const byId = new Map(model.nodes.map((node) => [node.id, node]));
  const lines = model.nodes.map((node) => nodeLines(node, options).map(cut));
  const ops = countOps(model, groupIndices);
  const edges = model.edges.map((edge): ViewerEdge => ({
    from: indices.get(edge.from)!,
    to: indices.get(edge.to)!,
    operand: edge.operand,
    gradient: edge.gradient === undefined ? '' : cut(valuesText(edge.gradient, byId.get(edge.from)!.shape)),
    derivative: derivativeOf(edge, operands, byId).slice(0, longestText),
    carried: edge.carried === true,
  }));
  const nodeSizes = model.nodes.map(({ group }, i) => ({ ...sizeOf(lines[i]!), group: groupIndices.get(group) ?? -1 }));
  const groupSizes = model.groups.map(({ label, parent }, i) => ({
    ...sizeOf([cut(label), `${ops[i]!} ops`]),
    parent: groupIndices.get(parent) ?? -1,
  }));
  const places = await place({ nodes: nodeSizes, groups: groupSizes, edges }, options.timeLimit);
  const nodes = model.nodes.map((node, i): ViewerNode => ({
    id: node.id,
    role: node.role,
    pass: node.pass,
    lines: lines[i]!,
    title: titleOf(node).slice(0, longestText) || (lines[i]![0] ?? node.role),
    op: node.op,
    formula: formulaOf(node, operands, byId).slice(0, longestText),
    modulePath: node.modulePath,
    shape: node.shape === null ? '' : format(node.shape),
    dtype: node.dtype,
    isOutput: node.isOutput,
    facts: factsOf(node),
    value: node.value === undefined ? '' : valuesText(node.value, node.shape),
    gradient: node.gradient === undefined ? '' : valuesText(node.gradient, node.shape),
    gradientStep: node.gradientStep ?? -1,
    ...nodeSizes[i]!,
    ...places.nodes[i]!,
  }));
  const groups = model.groups.map(({ id, label, path, pass, repeats }, i): ViewerGroup => ({
    id,
    label: cut(label),
    path,
    pass,
    ops: ops[i]!,
    repeats: repeats ?? 1,
    ...groupSizes[i]!,
    ...places.groups[i]!,
  }));
  const { background, ink, edge, backward, fills } = themes[options.theme ?? 'plain'];
  const theme = { background: String(background), ink: String(ink), edge: String(edge), backward: String(backward), fills: asText(fills) };
  return { title: titleOfAll(model), theme, nodes, edges, groups, routes: places.routes, depth: options.depth ?? defaultDepth(model) };
}

/** Small graphs are as open at first as the screen lets them be read, others show their outermost modules closed. */
function defaultDepth({ nodes }: GraphModel): number | null {
  return nodes.length <= 60 ? null : 0;
}

function asText<K extends string>(colors: Readonly<Record<K, unknown>>): Record<K, string> {
  return Object.fromEntries(Object.entries(colors).map(([name, color]) => [name, String(color)])) as Record<K, string>;
}

function cut(line: string): string {
  const characters = Array.from(line.slice(0, 2 * longestLine));
  return characters.length <= longestLine ? line : `${characters.slice(0, longestLine - 1).join('')}…`;
}

function sizeOf(lines: readonly string[]): Size {
  const widest = Math.max(
    3,
    ...lines.map((line) => Array.from(line).reduce((sum, character) => sum + (character.charCodeAt(0) > 0x2e80 ? 2 : 1), 0)),
  );
  return { width: Math.round(widest * characterWidth + 14), height: Math.max(1, lines.length) * lineHeight + 8 };
}

function operandsOf(edges: readonly VizEdge[]): Map<string, VizEdge[]> {
  const operands = new Map<string, VizEdge[]>();
  for (const edge of edges) {
    const known = operands.get(edge.to);
    if (known === undefined) operands.set(edge.to, [edge]);
    else known.push(edge);
  }
  return operands;
}

/** Ops inside each group and the groups in it. */
function countOps({ nodes, groups }: GraphModel, indices: ReadonlyMap<string, number>): number[] {
  const counts = groups.map(() => 0);
  for (const { role, group } of nodes) if (role === 'op' && group !== '') counts[indices.get(group)!]!++;
  for (let i = groups.length - 1; i >= 0; i--) {
    const parent = indices.get(groups[i]!.parent);
    if (parent !== undefined) counts[parent]! += counts[i]!;
  }
  return counts;
}

/** How a node is called in a formula. */
function nameOf({ id, label, value, role }: VizNode): string {
  if (label !== '') return label;
  return role === 'constant' && value?.all?.length === 1 ? numberText(value.all[0]!) : id;
}

/** What the node computes, in names of other nodes: `y = a × b`. */
function formulaOf(node: VizNode, operands: ReadonlyMap<string, readonly VizEdge[]>, byId: ReadonlyMap<string, VizNode>): string {
  if (node.role !== 'op') return '';
  const given = operands.get(node.id) ?? [];
  const names = given.map(({ from }) => nameOf(byId.get(from)!));
  const sign = signs.get(node.op);
  const attrs = Object.entries(node.attrs).map(
    ([name, value]) => `${name}: ${value === undefined ? 'undefined' : JSON.stringify(value, plainValue)}`,
  );
  const isInfix = sign !== undefined && names.length === 2 && attrs.length === 0;
  const right = isInfix ? `${names[0]!} ${sign} ${names[1]!}` : `${node.op}(${[...names, ...attrs].join(', ')})`;
  return `${nameOf(node)} = ${right}`;
}

/** What comes back over an edge, in names of other nodes and in numbers. */
function derivativeOf(edge: VizEdge, operands: ReadonlyMap<string, readonly VizEdge[]>, byId: ReadonlyMap<string, VizNode>): string {
  const named = (id: string): Named => ({ node: byId.get(id)!, name: nameOf(byId.get(id)!) });
  const given = operands.get(edge.to) ?? [];
  return derivativeText(edge, named(edge.to), new Map(given.map(({ operand, from }) => [operand, named(from)])));
}

function factsOf({ value, gradient, savedBytes, milliseconds, source, requiresGrad, repeats }: VizNode): [string, string][] {
  const facts: [string, string][] = [];
  if (value !== undefined && value.all === undefined) facts.push(['value norm', numberText(value.norm)]);
  if (value?.finite === false) facts.push(['value', 'not finite']);
  if (gradient !== undefined) facts.push(['gradient norm', numberText(gradient.norm)]);
  if (gradient?.finite === false) facts.push(['gradient', 'not finite']);
  facts.push(['requires grad', requiresGrad ? 'yes' : 'no']);
  if (savedBytes !== undefined) facts.push(['saved for backward', bytesText(savedBytes)]);
  if (milliseconds !== undefined) facts.push(['time', `${numberText(milliseconds)} ms`]);
  if (repeats !== undefined) facts.push(['repeats', String(repeats)]);
  if (source !== undefined) facts.push(['source', source]);
  return facts;
}

function titleOfAll({ nodes }: GraphModel): string {
  const label = nodes.find(({ isOutput, label }) => isOutput && label !== '')?.label ?? 'computation';
  return `${cut(label)} · ${nodes.length} nodes`;
}
