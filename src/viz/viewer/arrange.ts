import type { ViewerData } from './data.ts';
import { stretchFor, type Stretch } from './stretch.ts';

/** A rectangle by its corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A line to draw: Bezier points, x and y by turns. */
export interface Line {
  readonly from: number;
  readonly to: number;
  /** Indices of the edges that it stands for. */
  readonly edges: number[];
  readonly points: Float64Array;
  readonly carried: boolean;
}

/** What is visible: an item is a node's index, or -1 - the index of a group. */
export interface Scene {
  /** Nodes and closed groups. */
  readonly items: ReadonlyMap<number, Box>;
  /** Open groups, outer before inner. */
  readonly frames: ReadonlyMap<number, Box>;
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

/** Room around what is in an open group, and for its name above. */
const padding = 14;
export const headerHeight = 20;

interface Inside {
  readonly width: number;
  readonly height: number;
  readonly items: readonly number[];
  /** Center of each item, by its place in `items`. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly stretchX: Stretch;
  readonly stretchY: Stretch;
  /** True if something in it is open: what runs between the items has to go another way then. */
  readonly hasGrown: boolean;
  readonly left: number;
  readonly top: number;
}

/** Puts nodes, closed and open modules in their places. */
export class Arranger {
  readonly #data: ViewerData;
  readonly #children = new Map<number, number[]>();
  readonly #routes: ReadonlyMap<string, readonly number[]>;

  constructor(data: ViewerData) {
    this.#data = data;
    this.#routes = new Map(data.routes.map(({ key, points }) => [key, points]));
    data.groups.forEach(({ parent }, i) => this.#childrenOf(parent).push(-1 - i));
    data.nodes.forEach(({ group }, i) => this.#childrenOf(group).push(i));
  }

  /** The scene with these groups open. A group inside a closed one does not show. */
  arrange(open: ReadonlySet<number>): Scene {
    const insides = new Map<number, Inside>();
    const order = this.#openGroups(open);
    for (const group of order.toReversed()) insides.set(group, this.#inside(group, insides));
    const items = new Map<number, Box>();
    const frames = new Map<number, Box>();
    const corners = new Map<number, [number, number]>([[-1, [0, 0]]]);
    for (const group of order) {
      const inside = insides.get(group)!;
      const [left, top] = corners.get(group)!;
      inside.items.forEach((item, i) => {
        const opened = item < 0 ? insides.get(-1 - item) : undefined;
        const { width, height } = opened ?? this.#sizeOf(item);
        const box = { x: left + inside.x[i]! - width / 2, y: top + inside.y[i]! - height / 2, width, height };
        if (opened === undefined) items.set(item, box);
        else {
          frames.set(-1 - item, box);
          corners.set(-1 - item, [box.x, box.y]);
        }
      });
    }
    const { width, height } = insides.get(-1)!;
    return { items, frames, lines: this.#lines(items, insides, corners), width, height };
  }

  /** The visible item that shows a node: itself, or the outermost closed group around it. */
  standIn(node: number, open: ReadonlySet<number>): number {
    let item = node;
    for (let group = this.#data.nodes[node]!.group; group >= 0; group = this.#data.groups[group]!.parent)
      if (!open.has(group)) item = -1 - group;
    return item;
  }

  #childrenOf(group: number): number[] {
    const known = this.#children.get(group);
    if (known !== undefined) return known;
    const made: number[] = [];
    this.#children.set(group, made);
    return made;
  }

  /** The root and the open groups in it, outer before inner. */
  #openGroups(open: ReadonlySet<number>): number[] {
    const order = [-1];
    for (const group of order) {
      for (const item of this.#children.get(group) ?? []) if (item < 0 && open.has(-1 - item)) order.push(-1 - item);
    }
    return order;
  }

  #sizeOf(item: number): { readonly width: number; readonly height: number; readonly x: number; readonly y: number } {
    return item < 0 ? this.#data.groups[-1 - item]! : this.#data.nodes[item]!;
  }

  #inside(group: number, insides: ReadonlyMap<number, Inside>): Inside {
    const items = this.#children.get(group) ?? [];
    const sizes = items.map((item) => this.#sizeOf(item));
    const grown = items.map((item, i) => (item < 0 ? (insides.get(-1 - item) ?? sizes[i]!) : sizes[i]!));
    const stretchX = stretchFor(sizes.map(({ x, width }, i) => ({ at: x, length: width, grown: grown[i]!.width })));
    const stretchY = stretchFor(sizes.map(({ y, height }, i) => ({ at: y, length: height, grown: grown[i]!.height })));
    const x = Float64Array.from(sizes, (size) => stretchX(size.x));
    const y = Float64Array.from(sizes, (size) => stretchY(size.y));
    const edge = group < 0 ? { side: padding, top: padding } : { side: padding, top: padding + headerHeight };
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < items.length; i++) {
      const { width, height } = grown[i]!;
      left = Math.min(left, x[i]! - width / 2);
      right = Math.max(right, x[i]! + width / 2);
      top = Math.min(top, y[i]! - height / 2);
      bottom = Math.max(bottom, y[i]! + height / 2);
    }
    if (items.length === 0) [left, right, top, bottom] = [0, 0, 0, 0];
    left -= edge.side;
    top -= edge.top;
    for (let i = 0; i < items.length; i++) {
      x[i]! -= left;
      y[i]! -= top;
    }
    const least = group < 0 ? 0 : this.#data.groups[group]!.width;
    const width = Math.max(least, right + edge.side - left);
    return {
      width,
      height: bottom + padding - top,
      items,
      x,
      y,
      stretchX,
      stretchY,
      hasGrown: grown.some((size, i) => size !== sizes[i]),
      left,
      top,
    };
  }

  /** A line for each pair of items that edges join. */
  #lines(
    items: ReadonlyMap<number, Box>,
    insides: ReadonlyMap<number, Inside>,
    corners: ReadonlyMap<number, readonly [number, number]>,
  ): Line[] {
    const { nodes, edges } = this.#data;
    const open = new Set(insides.keys());
    const standIns = nodes.map((_, i) => this.standIn(i, open));
    const found = new Map<string, Line>();
    edges.forEach((edge, i) => {
      const [from, to] = [standIns[edge.from]!, standIns[edge.to]!];
      if (from === to) return;
      const key = `${from} ${to}`;
      const known = found.get(key);
      if (known !== undefined) {
        known.edges.push(i);
        return;
      }
      const container = this.#containerOf(from);
      const isFree = container === this.#containerOf(to) && !insides.get(container)!.hasGrown;
      const route = isFree ? this.#routes.get(`${container} ${from} ${to}`) : undefined;
      const points =
        route === undefined ? curve(items.get(from)!, items.get(to)!) : bend(route, insides.get(container)!, corners.get(container)!);
      found.set(key, { from, to, edges: [i], points, carried: edge.carried });
    });
    return [...found.values()];
  }

  #containerOf(item: number): number {
    return item < 0 ? this.#data.groups[-1 - item]!.parent : this.#data.nodes[item]!.group;
  }
}

/** A route through a stretched container. */
function bend(route: readonly number[], { stretchX, stretchY, left, top }: Inside, [x, y]: readonly [number, number]): Float64Array {
  return Float64Array.from(route, (at, i) => (i % 2 === 0 ? x + stretchX(at) - left : y + stretchY(at) - top));
}

/** From the side of one box to the side of another. */
function curve(from: Box, to: Box): Float64Array {
  const forwards = to.x >= from.x + from.width;
  const x0 = forwards ? from.x + from.width : from.x + from.width / 2;
  const y0 = forwards ? from.y + from.height / 2 : from.y + (to.y > from.y ? from.height : 0);
  const x1 = forwards ? to.x : to.x + to.width / 2;
  const y1 = forwards ? to.y + to.height / 2 : to.y + (to.y > from.y ? 0 : to.height);
  const bow = Math.min(120, Math.abs(x1 - x0) / 2);
  return forwards
    ? Float64Array.of(x0, y0, x0 + bow, y0, x1 - bow, y1, x1, y1)
    : Float64Array.of(x0, y0, x0, (y0 + y1) / 2, x1, (y0 + y1) / 2, x1, y1);
}
