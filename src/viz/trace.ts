import type { Raw } from '../backend/raw.ts';
import { bytesPerElement } from '../core/dtype.ts';
import { sizeOf } from '../core/shape.ts';
import { planFor } from '../graph/apply.ts';
import { gradients } from '../graph/backward.ts';
import { enableGrad } from '../graph/grad-mode.ts';
import { modulePath } from '../graph/module-path.ts';
import type { GraphNode } from '../graph/node.ts';
import type { OpDescriptor } from '../graph/op.ts';
import { Parameter } from '../graph/parameter.ts';
import { Tensor } from '../graph/tensor.ts';
import { topologicalSort, clearSlots } from '../graph/topological-sort.ts';
import { setTracer, type Tracer } from '../graph/tracer.ts';
import type { GraphModel, NodeRole, ShownValues, VizEdge, VizNode } from './model.ts';
import { shownValues } from './shown-values.ts';

/** What to draw: the graph behind tensors, or what a function computes (with values and constants). */
export type TraceSubject = Tensor | readonly Tensor[] | (() => Tensor | readonly Tensor[]);

/** What a drawing shows besides ops, shapes and modules. */
export interface TraceOptions {
  /** Values of tensors. Interior ones are known when a function is traced. Default: true if a function is. */
  readonly values?: boolean;
  /** Derivatives of the (single) root. Default: those in `.grad`, and of a traced function all that backward computed. */
  readonly gradients?: boolean;
  /** Tensors of up to so many elements show every value. Default 6. */
  readonly most?: number;
  /** Where in the user's code each op was called. Traced functions only. Default false. */
  readonly sources?: boolean;
}

/** A node under construction. */
interface Entry {
  readonly role: NodeRole;
  readonly op: OpDescriptor | null;
  readonly attrs: object;
  readonly modulePath: string;
  /** Keeps label and requiresGrad; a number operand has none. */
  readonly tensor: Tensor | null;
  readonly node: GraphNode | null;
  readonly shape: readonly number[] | null;
  readonly dtype: string;
  readonly operands: { readonly entry: Entry; readonly name: string }[];
  readonly source: string | undefined;
  value: ShownValues | undefined;
  gradient: ShownValues | undefined;
}

/**
 * The computation behind tensors, or of a function, as a model that every output format draws.
 *
 * A tensor shows what its graph knows: ops, parameters, modules, and values of leaves. A function is run and watched:
 * constants, inputs and all values are known too, and the derivatives if it calls backward.
 *
 * @example
 * const a = tensor(2, { requiresGrad: true });
 * trace(() => a.mul(3).add(1)).nodes.map(({ op }) => op).filter(Boolean); // ['mul', 'add']
 */
export function trace(subject: TraceSubject, options: TraceOptions = {}): GraphModel {
  const most = options.most ?? 6;
  if (typeof subject === 'function') return new Watcher(most, options).watch(subject);
  const roots = subject instanceof Tensor ? [subject] : subject;
  return modelOf(entriesBehind(roots, most, options), roots);
}

/** Watches a function. */
class Watcher implements Tracer {
  readonly #most: number;
  readonly #options: TraceOptions;
  readonly #entries: Entry[] = [];
  readonly #byTensor = new Map<Tensor, Entry>();
  readonly #byNode = new Map<GraphNode, Entry>();
  #passes = 0;

  constructor(most: number, options: TraceOptions) {
    this.#most = most;
    this.#options = options;
  }

  watch(fn: () => Tensor | readonly Tensor[]): GraphModel {
    const before = setTracer(this);
    let roots: readonly Tensor[];
    try {
      const result = enableGrad(fn);
      roots = result instanceof Tensor ? [result] : result;
      if (this.#options.gradients === true) this.#differentiate(roots);
    } finally {
      setTracer(before);
    }
    for (const root of roots) this.#entryOf(root);
    return modelOf(this.#entries, roots);
  }

  applied(op: OpDescriptor, operands: readonly (Tensor | number)[], attrs: object, output: Tensor): void {
    if (this.#passes > 0) return;
    const inputs = operands.map((operand, i) => ({ entry: this.#entryOf(operand), name: op.inputs[i] ?? String(i) }));
    this.#add({
      role: 'op',
      op,
      attrs,
      modulePath: modulePath(),
      tensor: output,
      node: output.node,
      shape: output.shape,
      dtype: output.dtype,
      operands: inputs,
      source: this.#options.sources === true ? callSite() : undefined,
      value: this.#shown(output),
      gradient: undefined,
    });
  }

  began(): void {
    this.#passes++;
  }

  ended(): void {
    this.#passes--;
  }

  arrived(node: GraphNode, gradient: Tensor): void {
    const entry = this.#byNode.get(node);
    if (entry !== undefined) entry.gradient = shownValues(gradient.dataSync(), this.#most);
  }

  #differentiate(roots: readonly Tensor[]): void {
    const leaves = this.#entries.flatMap(({ role, tensor }) => (role !== 'op' && tensor?.requiresGrad === true ? [tensor] : []));
    const found = gradients(roots, roots.map(() => undefined), leaves, { retainGraph: true, allowUnused: true });
    for (const gradient of found) gradient.dispose();
  }

  #entryOf(operand: Tensor | number): Entry {
    if (typeof operand === 'number') {
      const entry = constantEntry(operand);
      this.#entries.push(entry);
      return entry;
    }
    const known = this.#byTensor.get(operand) ?? (operand.node === null ? undefined : this.#byNode.get(operand.node));
    if (known !== undefined) return known;
    const entry = leafEntry(operand, this.#shown(operand));
    this.#add(entry);
    return entry;
  }

  #add(entry: Entry): void {
    this.#entries.push(entry);
    if (entry.tensor !== null) this.#byTensor.set(entry.tensor, entry);
    if (entry.node !== null) this.#byNode.set(entry.node, entry);
  }

  #shown(tensor: Tensor): ShownValues | undefined {
    return this.#options.values === false ? undefined : shownValues(tensor.dataSync(), this.#most);
  }
}

/** Entries of the graph behind tensors, inputs before consumers. */
function entriesBehind(roots: readonly Tensor[], most: number, options: TraceOptions): Entry[] {
  const order = topologicalSort(roots.map((root) => root.node));
  clearSlots(order);
  const entries: Entry[] = [];
  const byNode = new Map<GraphNode, Entry>();
  const shown = (tensor: Tensor | null | undefined): ShownValues | undefined =>
    options.values === true && tensor !== null && tensor !== undefined && !tensor.isDisposed ? shownValues(tensor.dataSync(), most) : undefined;
  for (const node of order) {
    const tensor = node.sink?.tensor ?? roots.find((root) => root.node === node) ?? null;
    const operands = node.inputs.map((input, i) => {
      const entry = input === null ? unknownEntry(savedInput(node, i)) : byNode.get(input)!;
      if (input === null) entries.push(entry);
      return { entry, name: node.op?.inputs[i] ?? String(i) };
    });
    const gradient = options.gradients === false ? null : (tensor?.grad ?? null);
    const entry: Entry = {
      role: node.op === null ? (tensor instanceof Parameter ? 'parameter' : 'input') : 'op',
      op: node.op,
      attrs: node.attrs,
      modulePath: node.modulePath,
      tensor,
      node,
      shape: node.shape,
      dtype: node.dtype,
      operands,
      source: undefined,
      value: shown(tensor),
      gradient: gradient === null ? undefined : shownValues(gradient.dataSync(), most),
    };
    entries.push(entry);
    byNode.set(node, entry);
  }
  for (const root of roots) if (root.node === null) entries.push(leafEntry(root, shown(root)));
  return entries;
}

function leafEntry(tensor: Tensor, value: ShownValues | undefined): Entry {
  const { node, shape, dtype } = tensor;
  const role = tensor instanceof Parameter ? 'parameter' : 'input';
  const gradient = undefined;
  return { role, op: null, attrs: {}, modulePath: '', tensor, node, shape, dtype, operands: [], source: undefined, value, gradient };
}

function constantEntry(value: number): Entry {
  const shown = shownValues(Float64Array.of(value), 1);
  return { ...blankEntry, operands: [], shape: [], dtype: 'number', value: shown };
}

/** An operand that requires no grad: the graph knows its shape if the node saved it. */
function unknownEntry(saved: Raw | undefined): Entry {
  return { ...blankEntry, operands: [], shape: saved?.shape ?? null, dtype: saved?.dtype ?? '', value: undefined };
}

const blankEntry = {
  role: 'constant' as const,
  op: null,
  attrs: {},
  modulePath: '',
  tensor: null,
  node: null,
  source: undefined,
  gradient: undefined,
};

function savedInput(node: GraphNode, index: number): Raw | undefined {
  if (node.op === null || node.saved === null || node.op.listRule !== null) return undefined;
  const mask = node.inputs.reduce((bits, input, i) => (input === null ? bits : bits | (1 << i)), 0);
  const at = planFor(node.op, mask).sources.indexOf(index);
  return at < 0 ? undefined : node.saved[at];
}

function modelOf(entries: readonly Entry[], roots: readonly Tensor[]): GraphModel {
  const ids = new Map(entries.map((entry, i) => [entry, `n${i}`]));
  const nodes = entries.map((entry): VizNode => {
    const { role, op, attrs, modulePath, tensor, node, shape, dtype, value, gradient, source } = entry;
    return {
      id: ids.get(entry)!,
      role,
      op: op?.name ?? '',
      attrs: attrs as Readonly<Record<string, unknown>>,
      label: tensor?.label ?? node?.label ?? '',
      modulePath,
      shape,
      dtype,
      requiresGrad: node !== null,
      isOutput: roots.some((root) => root === tensor || (root.node !== null && root.node === node)),
      ...(value === undefined ? {} : { value }),
      ...(gradient === undefined ? {} : { gradient }),
      ...(node?.saved == null ? {} : { savedBytes: node.saved.reduce((sum, raw) => sum + sizeOf(raw.shape) * bytesPerElement(raw.dtype), 0) }),
      ...(source === undefined ? {} : { source }),
    };
  });
  const edges = entries.flatMap((entry) =>
    entry.operands.map(({ entry: from, name }): VizEdge => ({ from: ids.get(from)!, to: ids.get(entry)!, operand: name })),
  );
  return { nodes, edges };
}

/** The first frame outside of the framework: `file:line:column`. */
function callSite(): string | undefined {
  const frames = new Error().stack?.split('\n').slice(1) ?? [];
  const frame = frames.find((line) => !/[/\\](src|dist)[/\\](viz|graph|ops|nn)[/\\]/.test(line));
  return frame?.match(/\(?((?:file:\/\/)?[^()\s]+:\d+:\d+)\)?$/)?.[1];
}
