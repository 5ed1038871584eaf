import { ScopeError } from '../core/errors.ts';
import { nextNodeId, type GraphNode } from './node.ts';
import type { Tensor } from './tensor.ts';

/** What is made while it is open, innermost last. */
class OpenScope {
  readonly tensors: Tensor[] = [];
  readonly nodes: GraphNode[] = [];
  readonly kept = new Set<Tensor>();
  readonly outer: OpenScope | null;
  readonly firstNode: number = nextNodeId();
  constructor(outer: OpenScope | null) {
    this.outer = outer;
  }
}

let current: OpenScope | null = null;
/** While the engine runs a vjp, what is made goes here and not to the user's scope. */
let engineTensors: Tensor[] | null = null;

/** Notes a tensor that was just made. @internal */
export function track(tensor: Tensor): Tensor {
  if (engineTensors !== null) engineTensors.push(tensor);
  else if (current !== null) current.tensors.push(tensor);
  return tensor;
}

/** Notes a node that was just made. @internal */
export function trackNode(node: GraphNode): void {
  if (current !== null) current.nodes.push(node);
}

/** Sends what is made to `list` (null: to the user's scope) and returns where it went before. @internal */
export function divertTracking(list: Tensor[] | null): Tensor[] | null {
  const before = engineTensors;
  engineTensors = list;
  return before;
}

/**
 * Runs `fn` and frees what was made in it, except what it returns (a tensor, or tensors in arrays and plain objects),
 * what was kept with `keep`, gradients, and what the graphs of those need.
 *
 * @throws {ScopeError} if `fn` returns a promise: use `using s = openScope()` in async code.
 * @example
 * const x = tensor([3, 1, 2]);
 * scope(() => x.mul(2).add(1).max()).item(); // 7: the product and the sum are freed
 */
export function scope<T>(fn: () => T): T {
  const opened = open();
  let result: T;
  try {
    result = fn();
    if (result instanceof Promise) {
      throw new ScopeError(
        'scope: the function returned a promise, and a scope ends when its function returns. In async code write: using s = openScope();',
      );
    }
  } catch (error) {
    closeThrough(opened);
    throw error;
  }
  close(opened, 'scope', tensorsIn(result));
  return result;
}

/** A scope that is closed by `using`, or by calling `close`. */
export interface Scope extends Disposable {
  /** Lets tensors survive this scope. */
  keep<T>(value: T): T;
  /** Frees what was made since and is neither kept nor reached by what is. */
  close(): void;
}

/**
 * Opens a scope for async code, where a function that returns cannot mark its end.
 *
 * @throws {ScopeError} on closing, if a scope opened later is still open.
 * @example
 * const s = openScope(); // in async code: using s = openScope();
 * const kept = s.keep(tensor(2).mul(3));
 * s.close();
 * kept.item(); // 6
 */
export function openScope(): Scope {
  const opened = open();
  let closed = false;
  const closeOnce = (): void => {
    if (closed) return;
    close(opened, 'openScope', new Set());
    closed = true;
  };
  return {
    keep: (value) => {
      for (const tensor of tensorsIn(value)) opened.kept.add(tensor);
      return value;
    },
    close: closeOnce,
    [Symbol.dispose]: closeOnce,
  };
}

/** Lets tensors survive every scope that is open now. Returns what it was given. */
export function keep<T>(value: T): T {
  const tensors = tensorsIn(value);
  for (let scope = current; scope !== null; scope = scope.outer) {
    for (const tensor of tensors) scope.kept.add(tensor);
  }
  return value;
}

function open(): OpenScope {
  current = new OpenScope(current);
  return current;
}

/** Closes `scope` and, after an error, whatever was left open inside it. */
function closeThrough(scope: OpenScope): void {
  while (current !== null && current !== scope) close(current, 'scope', new Set());
  if (current === scope) close(scope, 'scope', new Set());
}

function close(scope: OpenScope, name: string, survivors: Set<Tensor>): void {
  if (current !== scope) {
    throw new ScopeError(
      `${name}: closed out of order: a scope that was opened later is still open. Close the inner scope first, or let 'using' do it.`,
    );
  }
  current = scope.outer;
  for (const tensor of scope.kept) survivors.add(tensor);
  const reached = reachedNodes(survivors, scope.firstNode);
  for (const node of scope.nodes) {
    if (!reached.has(node)) node.releaseSaved();
    else if (scope.outer !== null) scope.outer.nodes.push(node);
  }
  for (const tensor of scope.tensors) {
    if (!survivors.has(tensor)) tensor.dispose();
    else if (scope.outer !== null) scope.outer.tensors.push(tensor);
  }
}

/** Nodes, no older than `firstNode`, that the survivors and their gradients reach. */
function reachedNodes(survivors: Set<Tensor>, firstNode: number): Set<GraphNode> {
  const reached = new Set<GraphNode>();
  const stack: GraphNode[] = [];
  const visit = (node: GraphNode | null): void => {
    if (node !== null && node.id >= firstNode && !reached.has(node)) {
      reached.add(node);
      stack.push(node);
    }
  };
  for (const tensor of survivors) {
    visit(tensor.node);
    visit(tensor.grad?.node ?? null);
  }
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const input of node.inputs) visit(input);
  }
  return reached;
}

/** The tensors in a value: itself, or in arrays, maps, sets and plain objects, however deep. @internal */
export function tensorsIn(value: unknown, found: Set<Tensor> = new Set(), seen: Set<object> = new Set()): Set<Tensor> {
  if (typeof value !== 'object' || value === null || seen.has(value)) return found;
  seen.add(value);
  if (isTensor(value)) {
    found.add(value);
  } else if (Array.isArray(value) || value instanceof Set) {
    for (const item of value) tensorsIn(item, found, seen);
  } else if (value instanceof Map) {
    for (const item of value.values()) tensorsIn(item, found, seen);
  } else if (Object.getPrototypeOf(value) === Object.prototype) {
    for (const item of Object.values(value)) tensorsIn(item, found, seen);
  }
  return found;
}

function isTensor(value: object): value is Tensor {
  return 'raw' in value && 'node' in value && 'grad' in value;
}
