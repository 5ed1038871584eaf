import type { PassName } from '../model.ts';

/** One call of a module, or a path between two modules. */
export class Group {
  readonly path: string;
  readonly parent: Group | null;
  readonly depth: number;
  /** Which call of the module it is, from 0. */
  readonly call: number;
  /** Class of the module; '' where that is not known. */
  readonly kind: string;
  readonly pass: PassName;
  readonly children: Map<string, Group> = new Map();
  #mirror: Group | null = null;

  constructor(path: string, parent: Group | null, call: number, kind: string, pass: PassName = 'forward') {
    this.path = path;
    this.parent = parent;
    this.depth = parent === null ? 1 : parent.depth + 1;
    this.call = call;
    this.kind = kind;
    this.pass = pass;
  }

  /** The last component of the path, which call it is, the module's class, and the pass. */
  get label(): string {
    const name = this.path.slice(this.path.lastIndexOf('.') + 1) + (this.call > 0 ? ` #${this.call + 1}` : '');
    const whole = this.kind === '' ? name : `${name}: ${this.kind}`;
    return this.pass === 'backward' && this.parent === null ? `${whole} (backward)` : whole;
  }

  /** Where the gradients of what is in this group are computed. */
  get mirror(): Group {
    this.#mirror ??= new Group(this.path, this.parent?.mirror ?? null, this.call, this.kind, 'backward');
    return this.#mirror;
  }
}

/** The tree of module calls that a trace goes through. */
export class Groups {
  readonly #roots = new Map<string, Group>();
  readonly #calls = new Map<string, number>();
  current: Group | null = null;

  /** The module path is now `path`: a deeper one begins a call of a `kind` of module, a shorter one ends it. */
  move(path: string, kind: string): void {
    let outer = this.current;
    while (outer !== null && outer.path !== path && !path.startsWith(`${outer.path}.`)) outer = outer.parent;
    this.current = outer?.path === path ? outer : path === '' ? null : this.#enter(outer, path, kind);
  }

  /** The group of a path, where calls are not told apart. */
  at(path: string): Group | null {
    if (path === '') return null;
    if (this.current?.path !== path) this.current = this.#descend(null, path);
    return this.current;
  }

  #enter(outer: Group | null, path: string, kind: string): Group {
    const dot = path.lastIndexOf('.');
    const between = dot > (outer?.path.length ?? -1) ? this.#descend(outer, path.slice(0, dot)) : outer;
    const call = this.#calls.get(path) ?? 0;
    this.#calls.set(path, call + 1);
    const group = new Group(path, between, call, kind);
    this.#childrenOf(between).set(path, group);
    return group;
  }

  #descend(outer: Group | null, path: string): Group {
    let group = outer;
    let end = outer === null ? 0 : outer.path.length + 1;
    while (end <= path.length) {
      const dot = path.indexOf('.', end);
      const part = dot < 0 ? path : path.slice(0, dot);
      const children: Map<string, Group> = this.#childrenOf(group);
      let child: Group | undefined = children.get(part);
      if (child === undefined) children.set(part, (child = new Group(part, group, 0, '')));
      group = child;
      end = part.length + 1;
    }
    return group!;
  }

  #childrenOf(group: Group | null): Map<string, Group> {
    return group === null ? this.#roots : group.children;
  }
}

/** The innermost group around both. */
export function commonGroup(a: Group | null, b: Group | null): Group | null {
  let [left, right] = [a, b];
  while (left !== right) {
    if (left === null || right === null) return null;
    if (left.depth >= right.depth) left = left.parent;
    else right = right.parent;
  }
  return left;
}
