import { layout, LayoutError } from '../layout/layout.ts';
import type { Route } from '../viewer/data.ts';

/** A size, for what is to be placed. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is laid out: every group by itself, with the groups in it closed. */
export interface Nested {
  /** Sizes and containers of nodes and, closed, of groups; -1 is the outside. */
  readonly nodes: readonly (Size & { readonly group: number })[];
  readonly groups: readonly (Size & { readonly parent: number })[];
  readonly edges: readonly { readonly from: number; readonly to: number; readonly carried: boolean }[];
}

/** Centers of nodes and groups in their containers, and the ways of the edges between neighbors. */
export interface Places {
  readonly nodes: readonly Point[];
  readonly groups: readonly Point[];
  readonly routes: readonly Route[];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A container: what is in it (a node's index, or -1 - the index of a group), and which of it is joined. */
interface Container {
  readonly index: number;
  readonly items: number[];
  readonly links: Map<string, readonly [number, number, boolean]>;
}

/** Pixels per inch: Graphviz counts in inches. */
const dpi = 72;

/** Lays out each container with Graphviz; where that takes too long, in plain columns. */
export async function place(nested: Nested, timeLimit?: number): Promise<Places> {
  const containers = containersOf(nested);
  const dots = containers.map((container) => dotOf(container, nested));
  let plain: readonly string[] | null = null;
  try {
    plain = await layout(dots, 'plain', timeLimit);
  } catch (error) {
    if (!(error instanceof LayoutError)) throw error;
  }
  const nodes = new Array<Point>(nested.nodes.length);
  const groups = new Array<Point>(nested.groups.length);
  const put = (item: number, point: Point): void => {
    if (item < 0) groups[-1 - item] = point;
    else nodes[item] = point;
  };
  const routes = containers.flatMap((container, i) => {
    if (plain !== null) return readPlain(plain[i]!, container.index, put);
    placeInColumns(container, nested, put);
    return [];
  });
  return { nodes, groups, routes };
}

function containersOf({ nodes, groups, edges }: Nested): Container[] {
  const containers = [-1, ...groups.keys()].map((index): Container => ({ index, items: [], links: new Map() }));
  nodes.forEach(({ group }, i) => containers[group + 1]!.items.push(i));
  groups.forEach(({ parent }, i) => containers[parent + 1]!.items.push(-1 - i));
  const chain = (node: number): number[] => {
    const outer = [node];
    for (let group = nodes[node]!.group; group >= 0; group = groups[group]!.parent) outer.push(-1 - group);
    return outer;
  };
  const containerOf = (item: number): number => (item < 0 ? groups[-1 - item]!.parent : nodes[item]!.group);
  for (const { from, to, carried } of edges) {
    const [a, b] = [chain(from), chain(to)];
    while (a.length > 1 && b.length > 1 && a.at(-1) === b.at(-1)) {
      a.pop();
      b.pop();
    }
    // One chain may end inside the group that the other one is in: the innermost that both have neighbors in.
    const [x, y] = [a.at(-1)!, b.at(-1)!];
    if (x !== y && containerOf(x) === containerOf(y)) containers[containerOf(x) + 1]!.links.set(`${x} ${y}`, [x, y, carried]);
  }
  return containers;
}

const nameOf = (item: number): string => (item < 0 ? `g${-1 - item}` : `n${item}`);
const itemOf = (name: string): number => (name.startsWith('g') ? -1 - Number(name.slice(1)) : Number(name.slice(1)));

/** Names and numbers only: no label of the user's goes in. */
function dotOf({ items, links }: Container, { nodes, groups }: Nested): string {
  const lines = ['digraph{rankdir=LR;nodesep=0.2;ranksep=0.45;node[shape=box,fixedsize=true,label=""];edge[arrowhead=none];'];
  for (const item of items) {
    const { width, height } = item < 0 ? groups[-1 - item]! : nodes[item]!;
    lines.push(`${nameOf(item)}[width=${(width / dpi).toFixed(3)},height=${(height / dpi).toFixed(3)}];`);
  }
  for (const [from, to, carried] of links.values()) lines.push(`${nameOf(from)}->${nameOf(to)}${carried ? '[constraint=false]' : ''};`);
  lines.push('}');
  return lines.join('\n');
}

/** Reads Graphviz's plain format; y points up in it. */
function readPlain(text: string, container: number, put: (item: number, point: Point) => void): Route[] {
  const pixels = (word: string): number => Math.round(Number(word) * dpi * 10) / 10;
  const routes: Route[] = [];
  // A long line ends with a backslash and goes on in the next.
  for (const line of text.replace(/\\\n/g, '').split('\n')) {
    const words = line.split(' ');
    if (words[0] === 'node') put(itemOf(words[1]!), { x: pixels(words[2]!), y: -pixels(words[3]!) });
    if (words[0] !== 'edge') continue;
    const points = words.slice(4, 4 + 2 * Number(words[3])).map((word, i) => (i % 2 === 0 ? pixels(word) : -pixels(word)));
    routes.push({ key: `${container} ${itemOf(words[1]!)} ${itemOf(words[2]!)}`, points });
  }
  return routes;
}

/** Each item a column after what it depends on. */
function placeInColumns({ items, links }: Container, nested: Nested, put: (item: number, point: Point) => void): void {
  const columns = new Map<number, number>(items.map((item) => [item, 0]));
  const inputs = new Map<number, number[]>();
  for (const [from, to, carried] of links.values()) if (!carried) inputs.set(to, [...(inputs.get(to) ?? []), from]);
  // Nodes come after their inputs, so one walk in their order nearly always suffices.
  const ordered = items.toSorted((a, b) => a - b);
  for (const item of [...ordered.filter((item) => item < 0).toReversed(), ...ordered.filter((item) => item >= 0)]) {
    columns.set(item, Math.max(-1, ...(inputs.get(item) ?? []).map((input) => columns.get(input)!)) + 1);
  }
  const heights = new Map<number, number>();
  for (const [item, column] of columns) {
    const { height } = item < 0 ? nested.groups[-1 - item]! : nested.nodes[item]!;
    const top = heights.get(column) ?? 0;
    put(item, { x: column * 220, y: top + height / 2 });
    heights.set(column, top + height + 14);
  }
}
