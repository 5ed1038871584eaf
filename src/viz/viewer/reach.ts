import type { ViewerData } from './data.ts';

/** Edges by the node at one end. */
export class Reach {
  readonly #into = new Map<number, number[]>();
  readonly #outOf = new Map<number, number[]>();

  constructor({ edges }: ViewerData) {
    for (const { from, to } of edges) {
      add(this.#into, to, from);
      add(this.#outOf, from, to);
    }
  }

  inputs(node: number): readonly number[] {
    return this.#into.get(node) ?? [];
  }

  consumers(node: number): readonly number[] {
    return this.#outOf.get(node) ?? [];
  }

  /** The nodes and all that they depend on. */
  ancestors(nodes: readonly number[]): Set<number> {
    return closure(nodes, (node) => this.inputs(node));
  }

  /** The nodes and all that depends on them. */
  descendants(nodes: readonly number[]): Set<number> {
    return closure(nodes, (node) => this.consumers(node));
  }
}

function closure(start: readonly number[], next: (node: number) => readonly number[]): Set<number> {
  const found = new Set(start);
  for (const node of found) for (const other of next(node)) found.add(other);
  return found;
}

function add(map: Map<number, number[]>, key: number, value: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else if (known.at(-1) !== value) known.push(value);
}
