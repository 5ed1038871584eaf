import type { Raw } from '../../backend/raw.ts';
import { isFloat } from '../../core/dtype.ts';
import type { GraphNode } from '../../graph/node.ts';
import type { OpDescriptor } from '../../graph/op.ts';
import { modulePath } from '../../graph/module-path.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Tracer } from '../../graph/tracer.ts';
import { shownValues } from '../shown-values.ts';
import { leafRole, newEntry, operandOf, type Entry } from './entry.ts';
import { Groups } from './groups.ts';
import type { TraceOptions } from './options.ts';
import type { Reading, Readings } from './readings.ts';
import { sourceLine } from './source-line.ts';

/** What a backward pass has come to. */
interface Backward {
  /** The gradient that waits at a node, and its block: in place, the engine adds to that. */
  readonly waiting: Map<GraphNode, { entry: Entry; raw: Raw | null }>;
  /** Whose gradient rules are running. */
  owner: Entry | null;
  /** The node at which the engine may now add two gradients. */
  adding: GraphNode | null;
}

/** Watches what runs, forward and backward. */
export class Watcher implements Tracer {
  readonly #readings: Readings;
  readonly #options: TraceOptions;
  readonly #entries: Entry[] = [];
  readonly #byTensor = new Map<Tensor, Entry>();
  readonly #byNode = new Map<GraphNode, Entry>();
  /** Backward meets blocks under new handles. */
  readonly #byRaw = new Map<Raw, Entry>();
  readonly #groups = new Groups();
  readonly #passes: Backward[] = [];
  #arrivals = 0;
  #start = 0;

  constructor(options: TraceOptions, readings: Readings) {
    this.#readings = readings;
    this.#options = options;
  }

  /** Takes entries that were found otherwise. */
  addAll(entries: readonly Entry[]): void {
    for (const entry of entries) this.#add(entry);
  }

  /** The leaves seen so far that require a gradient. */
  leaves(): Tensor[] {
    return this.#entries.flatMap(({ role, tensor }) => (role !== 'op' && tensor?.requiresGrad === true ? [tensor] : []));
  }

  /** True if a backward pass came through the node. */
  hasArrived(node: GraphNode): boolean {
    return this.#byNode.get(node)?.gradientStep !== undefined;
  }

  /** The entries of the roots. */
  ends(roots: readonly Tensor[]): Entry[] {
    return roots.map((root) => this.#entryOf(root));
  }

  /** The entries to draw, inputs before consumers. */
  finish(ends: readonly Entry[], pass: 'forward' | 'backward' | 'both'): readonly Entry[] {
    if (pass === 'both') return this.#entries;
    if (pass === 'backward') {
      const backward = this.#entries.filter((entry) => entry.pass === 'backward');
      const used = new Set(backward.flatMap(({ operands }) => operands.map(({ entry }) => entry)));
      return this.#entries.filter((entry) => entry.pass === 'backward' || used.has(entry));
    }
    const needed = ancestors(ends);
    return this.#entries.filter((entry) => entry.pass === 'forward' || needed.has(entry));
  }

  applying(): void {
    if (this.#options.times === true) this.#start = performance.now();
  }

  moved(path: string, kind: string): void {
    if (this.#passes.length === 0) this.#groups.move(path, kind);
  }

  applied(op: OpDescriptor, operands: readonly (Tensor | number)[], attrs: object, output: Tensor): void {
    const milliseconds = this.#options.times === true ? performance.now() - this.#start : undefined;
    const backward = this.#passes.at(-1);
    if (backward !== undefined && this.#adds(backward, op, operands, output)) return;
    const owner = backward?.owner ?? null;
    const entry = newEntry({
      role: 'op',
      pass: backward === undefined ? 'forward' : 'backward',
      op: op.name,
      attrs,
      modulePath: backward === undefined ? modulePath() : (owner?.modulePath ?? ''),
      group: backward === undefined ? this.#groups.current : (owner?.group?.mirror ?? null),
      ruleOf: owner,
      tensor: output,
      node: output.node,
      shape: output.shape,
      dtype: output.dtype,
      operands: operands.map((operand, i) => operandOf(this.#entryOf(operand), op.inputs[i], i)),
      source: this.#options.sources === true && backward === undefined ? sourceLine() : undefined,
      milliseconds,
      value: this.#shown(output),
    });
    this.#add(entry);
  }

  began(): void {
    this.#passes.push({ waiting: new Map(), owner: null, adding: null });
  }

  ended(): void {
    this.#passes.pop();
  }

  arrived(node: GraphNode, gradient: Tensor): void {
    const backward = this.#passes.at(-1);
    if (backward === undefined) return;
    const owner = this.#byNode.get(node) ?? null;
    const shown = this.#gradientOf(gradient);
    let waiting = backward.waiting.get(node)?.entry;
    if (waiting === undefined) {
      waiting = newEntry({
        role: 'gradient',
        pass: 'backward',
        shape: node.shape,
        dtype: gradient.dtype,
        ruleOf: owner,
        value: shown,
        label: 'seed',
      });
      this.#entries.push(waiting);
    }
    waiting.value ??= shown;
    if (gradient.raw !== null) this.#byRaw.set(gradient.raw, waiting);
    if (gradient.node !== null && !this.#byNode.has(gradient.node)) this.#byNode.set(gradient.node, waiting);
    backward.owner = owner;
    backward.adding = null;
    if (owner === null) return;
    owner.gradient = shown;
    owner.gradientStep ??= this.#arrivals++;
    if (node.op !== null) return;
    const { modulePath: path, shape, dtype } = owner;
    const operands = [operandOf(waiting, 'x', 0)];
    this.#entries.push(
      newEntry({ role: 'gradient', pass: 'backward', shape, dtype, modulePath: path, ruleOf: owner, value: shown, operands }),
    );
  }

  differentiated(node: GraphNode, index: number, gradient: Tensor): void {
    const backward = this.#passes.at(-1);
    const input = node.inputs[index];
    if (backward === undefined || input === null || input === undefined) return;
    const operand = this.#byNode.get(node)?.operands[index];
    if (operand !== undefined) operand.gradient = this.#gradientOf(gradient);
    const contribution = this.#entryOf(gradient);
    const before = backward.waiting.get(input);
    backward.adding = null;
    if (before === undefined) {
      backward.waiting.set(input, { entry: contribution, raw: gradient.raw });
      return;
    }
    const owner = this.#byNode.get(input) ?? null;
    const sum = newEntry({
      role: 'op',
      pass: 'backward',
      op: 'add',
      modulePath: input.modulePath,
      group: owner?.group?.mirror ?? null,
      ruleOf: owner,
      shape: input.shape,
      dtype: input.device.float,
      operands: [operandOf(before.entry, 'a', 0), operandOf(contribution, 'b', 1)],
    });
    this.#entries.push(sum);
    backward.waiting.set(input, { entry: sum, raw: before.raw });
    backward.adding = input;
  }

  /** True if the op is the engine's own, adding two gradients where they meet: that is drawn already. */
  #adds(backward: Backward, op: OpDescriptor, operands: readonly (Tensor | number)[], output: Tensor): boolean {
    const { adding } = backward;
    backward.adding = null;
    const [a] = operands;
    if (adding === null || op.name !== 'add' || typeof a !== 'object') return false;
    const waiting = backward.waiting.get(adding)!;
    if (a.raw !== waiting.raw) return false;
    waiting.raw = output.raw;
    waiting.entry.tensor = output;
    waiting.entry.node = output.node;
    this.#index(waiting.entry);
    return true;
  }

  #entryOf(operand: Tensor | number): Entry {
    const pass = this.#passes.length === 0 ? 'forward' : 'backward';
    if (typeof operand === 'number') {
      const value = { values: shownValues(Float64Array.of(operand), 1) };
      const entry = newEntry({ role: 'constant', pass, shape: [], dtype: 'number', value });
      this.#entries.push(entry);
      return entry;
    }
    const known =
      this.#byTensor.get(operand) ??
      (pass === 'backward' && operand.raw !== null ? this.#byRaw.get(operand.raw) : undefined) ??
      (operand.node === null ? undefined : this.#byNode.get(operand.node));
    if (known !== undefined) return known;
    const { node, shape, dtype } = operand;
    const leaf = leafRole(operand);
    const role = leaf === 'input' && pass === 'backward' && node === null ? 'constant' : leaf;
    const entry = newEntry({ role, pass, tensor: operand, node, shape, dtype, value: this.#shown(operand) });
    this.#add(entry);
    return entry;
  }

  #add(entry: Entry): void {
    this.#entries.push(entry);
    this.#index(entry);
  }

  #index(entry: Entry): void {
    const { tensor, node } = entry;
    if (tensor !== null) {
      this.#byTensor.set(tensor, entry);
      if (tensor.raw !== null) this.#byRaw.set(tensor.raw, entry);
    }
    if (node !== null) this.#byNode.set(node, entry);
  }

  #shown(tensor: Tensor): Reading | undefined {
    return this.#options.values === false ? undefined : this.#readings.of(tensor);
  }

  #gradientOf(gradient: Tensor): Reading | undefined {
    return this.#options.gradients === false || !isFloat(gradient.dtype) ? undefined : this.#readings.of(gradient);
  }
}

/** The entries and all that they are computed from. */
function ancestors(ends: readonly Entry[]): Set<Entry> {
  const found = new Set(ends);
  for (const entry of found) for (const operand of entry.operands) found.add(operand.entry);
  return found;
}
