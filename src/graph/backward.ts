import { retain, release, type Raw } from '../backend/raw.ts';
import { described } from '../core/described.ts';
import { allocate, convert } from '../core/dtype.ts';
import { sameShape, scalarShape, format, type Shape } from '../core/shape.ts';
import { GradientError, GraphReleasedError, ShapeError, DtypeError, DeviceError, ArgumentError } from '../core/errors.ts';
import { add } from '../ops/elementwise/add.ts';
import { sumTo } from '../ops/movement/sum-to.ts';
import { planFor } from './apply.ts';
import { constant } from './constants.ts';
import { setRecording } from './grad-mode.ts';
import { setModulePath } from './module-path.ts';
import type { GraphNode } from './node.ts';
import type { OpDescriptor } from './op.ts';
import { divertTracking, keep, track } from './scope.ts';
import { rawOf, Tensor } from './tensor.ts';
import { clearSlots, restoreSlots, topologicalSort } from './topological-sort.ts';
import { activeTracer } from './tracer.ts';

/** Options of `backward` and `grad`. */
export interface BackwardOptions {
  /** Gradient of the root, of its shape. Default: 1, for a root of one element. */
  readonly gradient?: Tensor;
  /** Keeps what the graph saved, for another backward through it. Default: the value of `createGraph`. */
  readonly retainGraph?: boolean;
  /** Records the gradients themselves, so that they can be differentiated again. Default false. */
  readonly createGraph?: boolean;
}

/** Options of the pure form. */
export interface GradOptions extends BackwardOptions {
  /** Give zeros for a target that the root does not depend on, in place of an error. Default false. */
  readonly allowUnused?: boolean;
}

/**
 * Adds the gradient of `root` to the `.grad` of every leaf that requires grad.
 *
 * The graph is released on the way, unless `retainGraph`.
 *
 * @throws {GradientError} if nothing requires grad, or the root is no scalar and `gradient` is missing.
 * @throws {GraphReleasedError} if an earlier backward released the graph.
 * @example
 * const x = tensor(3, { requiresGrad: true });
 * backward(x.mul(x));
 * x.grad?.item(); // 6
 */
export function backward(root: Tensor, options: BackwardOptions = {}): void {
  propagate('backward', [root], [options.gradient], options, null);
}

/**
 * Gradients of `root` with respect to `targets`, without touching any `.grad`.
 *
 * @throws {GradientError} if a target requires no grad, or the root does not depend on it (unless `allowUnused`).
 * @example
 * const x = tensor(3, { requiresGrad: true });
 * const first = grad(x.pow(3), x, { createGraph: true }); // 27
 * grad(first, x).item(); // 18
 */
export function grad(root: Tensor, target: Tensor, options?: GradOptions): Tensor;
export function grad(root: Tensor, targets: readonly Tensor[], options?: GradOptions): Tensor[];
export function grad(root: Tensor, targets: Tensor | readonly Tensor[], options: GradOptions = {}): Tensor | Tensor[] {
  const list = targets instanceof Tensor ? [targets] : targets;
  const found = gradients([root], [options.gradient], list, options).map(track);
  return targets instanceof Tensor ? found[0]! : found;
}

/** The same for several roots, each with its own gradient. @internal */
export function gradients(
  roots: readonly Tensor[],
  seeds: readonly (Tensor | undefined)[],
  targets: readonly Tensor[],
  options: GradOptions,
): Tensor[] {
  const wanted = new Map<GraphNode, Tensor | null>();
  for (const target of targets) {
    if (target.node === null) {
      throw new GradientError(
        `grad: target ${target.toString()} requires no grad. Create it with requiresGrad: true before computing the root.`,
      );
    }
    wanted.set(target.node, null);
  }
  propagate('grad', roots, seeds, options, wanted);
  return targets.map((target) => {
    const gradient = wanted.get(target.node!) as Tensor | null;
    if (gradient !== null) return gradient;
    if (options.allowUnused !== true) {
      throw new GradientError(`grad: the root does not depend on target ${target.toString()}. Pass allowUnused: true to get zeros.`);
    }
    const { device, shape } = target;
    return new Tensor(device.upload(allocate(device.float, target.size), shape, device.float));
  });
}

/** The same at nodes, whose tensors the caller need not have; null where the root does not depend on one. @internal */
export function gradientsAt(root: Tensor, seed: Tensor, nodes: readonly GraphNode[], options: BackwardOptions): (Tensor | null)[] {
  const wanted = new Map<GraphNode, Tensor | null>(nodes.map((node) => [node, null]));
  propagate('grad', [root], [seed], options, wanted);
  return nodes.map((node) => wanted.get(node)!);
}

const nothingSaved = Object.freeze({});
const noContext = Object.freeze({ attrs: nothingSaved as never, shape: scalarShape });

/** The pass that is running, so that one started inside it (by a hook) can give the slots back. */
let running: readonly GraphNode[] | null = null;

function propagate(
  name: string,
  roots: readonly Tensor[],
  seeds: readonly (Tensor | undefined)[],
  options: BackwardOptions,
  wanted: Map<GraphNode, Tensor | null> | null,
): void {
  for (let i = 0; i < roots.length; i++) checkRoot(name, roots[i]!, seeds[i]);
  const outer = running;
  if (outer !== null) clearSlots(outer);
  const order = topologicalSort(roots.map((root) => root.node));
  running = order;
  const createGraph = options.createGraph ?? false;
  const pass = new Pass(order, createGraph, options.retainGraph ?? createGraph, wanted);
  const path = setModulePath('');
  const wasRecording = setRecording(createGraph);
  const tracked = divertTracking(pass.made);
  activeTracer()?.began?.();
  try {
    pass.check(name);
    for (let i = 0; i < roots.length; i++) pass.accumulate(roots[i]!.node!, seedOf(roots[i]!, seeds[i]), seeds[i]?.node ?? null);
    pass.run();
  } finally {
    activeTracer()?.ended?.();
    divertTracking(tracked);
    setRecording(wasRecording);
    setModulePath(path);
    pass.freeGradients();
    clearSlots(order);
    running = outer;
    if (outer !== null) restoreSlots(outer);
  }
}

/** One walk from consumers to inputs. */
class Pass {
  /** Tensors that gradient rules made; freed as soon as their gradient is handed on. */
  readonly made: Tensor[] = [];
  readonly #order: readonly GraphNode[];
  readonly #createGraph: boolean;
  readonly #retainGraph: boolean;
  readonly #wanted: Map<GraphNode, Tensor | null> | null;
  /** Summed gradient of each slot, and the node that recorded it under createGraph. */
  readonly #gradients: (Raw | null)[];
  readonly #recorded: (GraphNode | null)[];
  /** Which slots lead to a wanted target; null if all count. */
  readonly #leads: Uint8Array | null;

  constructor(order: readonly GraphNode[], createGraph: boolean, retainGraph: boolean, wanted: Map<GraphNode, Tensor | null> | null) {
    this.#order = order;
    this.#createGraph = createGraph;
    this.#retainGraph = retainGraph;
    this.#wanted = wanted;
    this.#gradients = new Array<Raw | null>(order.length).fill(null);
    this.#recorded = createGraph ? new Array<GraphNode | null>(order.length).fill(null) : [];
    this.#leads = wanted === null ? null : leadsTo(order, wanted);
  }

  /** Refuses a released graph before anything is computed. */
  check(name: string): void {
    for (const node of this.#order) {
      if (node.op !== null && node.saved === null && this.#visits(node)) {
        throw new GraphReleasedError(
          `${name}: the graph behind ${node.description} was released by an earlier backward${node.modulePath === '' ? '' : ` (in ${node.modulePath})`}. Pass retainGraph: true to the first one, or compute the root again.`,
          node.op.name,
        );
      }
    }
  }

  run(): void {
    const order = this.#order;
    for (let slot = order.length - 1; slot >= 0; slot--) {
      const raw = this.#gradients[slot] as Raw | null;
      const node = order[slot]!;
      if (raw === null) continue;
      this.#gradients[slot] = null;
      let g = new Tensor(raw, this.#createGraph ? this.#recorded[slot]! : null);
      release(raw);
      try {
        if (node.sink !== null) g = this.#deliver(node, g);
        activeTracer()?.arrived?.(node, g);
        if (this.#wanted?.has(node) === true) this.#wanted.set(node, new Tensor(rawOf(g), g.node));
        if (node.op !== null && this.#visits(node)) {
          this.#differentiate(node, node.op, g);
          if (!this.#retainGraph) node.releaseSaved();
        }
      } finally {
        g.dispose();
      }
    }
  }

  /** Adds to the gradient that waits at a node. */
  accumulate(node: GraphNode, gradient: Raw, recorded: GraphNode | null): void {
    const { slot } = node;
    const waiting = this.#gradients[slot] as Raw | null;
    if (waiting === null) {
      this.#gradients[slot] = retain(gradient);
      if (this.#createGraph) this.#recorded[slot] = recorded;
      return;
    }
    // One holder means that only this slot has the block. (add's rule hands one block to both its inputs.)
    if (!this.#createGraph && waiting.holders === 1 && waiting.device.addInto?.(waiting, gradient) === true) return;
    const a = new Tensor(waiting, this.#createGraph ? this.#recorded[slot]! : null);
    const b = new Tensor(gradient, recorded);
    const sum = add(a, b);
    this.#gradients[slot] = retain(rawOf(sum));
    if (this.#createGraph) this.#recorded[slot] = sum.node;
    release(waiting);
    a.dispose();
    b.dispose();
    this.#sweep();
  }

  freeGradients(): void {
    for (const raw of this.#gradients) if (raw !== null) release(raw);
    this.#sweep();
  }

  #sweep(): void {
    const { made } = this;
    while (made.length > 0) made.pop()!.dispose();
  }

  /** True if some gradient is to be computed from this node's. */
  #visits(node: GraphNode): boolean {
    const leads = this.#leads;
    if (leads === null) return true;
    for (const input of node.inputs) if (input !== null && leads[input.slot] === 1) return true;
    return false;
  }

  #needs(input: GraphNode | null): input is GraphNode {
    return input !== null && (this.#leads === null || this.#leads[input.slot] === 1);
  }

  /** Runs hooks and adds to `.grad`; returns what to hand on, in place of `g`. What hooks make is the user's. */
  #deliver(node: GraphNode, g: Tensor): Tensor {
    const { tensor, hooks } = node.sink!;
    let gradient = g;
    if (hooks.length > 0) {
      const own = divertTracking(null);
      try {
        for (const hook of hooks) {
          const handle = track(new Tensor(rawOf(gradient), gradient.node));
          const replaced = hook(handle) ?? handle;
          if (!sameShape(replaced.shape, node.shape)) {
            throw new ShapeError(
              `backward: a hook on ${node.description} returned shape ${format(replaced.shape)}, expected ${format(node.shape)}.`,
            );
          }
          const next = new Tensor(rawOf(replaced), replaced.node);
          gradient.dispose();
          gradient = next;
        }
      } finally {
        divertTracking(own);
      }
    }
    if (tensor !== null && this.#wanted === null) this.#addToGrad(tensor, gradient);
    return gradient;
  }

  #addToGrad(tensor: Tensor, gradient: Tensor): void {
    const before = tensor.grad;
    if (before === null) {
      tensor.grad = new Tensor(rawOf(gradient), gradient.node);
    } else {
      if (!sameShape(before.shape, tensor.shape)) {
        throw new ShapeError(
          `backward: .grad must have its tensor's shape: grad ${format(before.shape)}, ${tensor.label || 'tensor'} ${format(tensor.shape)}. Assign one of that shape, or null.`,
          { grad: before.shape, tensor: tensor.shape },
        );
      }
      const sum = add(before, gradient);
      tensor.grad = new Tensor(rawOf(sum), sum.node);
      before.dispose();
      this.#sweep();
    }
    if (tensor.grad.node !== null) keep(tensor.grad);
  }

  #differentiate(node: GraphNode, op: OpDescriptor, g: Tensor): void {
    if (op.listRule !== null) this.#differentiateList(node, op.listRule, g);
    else if (op.joint !== null) this.#differentiateJoint(node, op, op.joint, g);
    else this.#differentiateEach(node, op, g);
  }

  #differentiateEach(node: GraphNode, op: OpDescriptor, g: Tensor): void {
    const { inputs } = node;
    let mask = 0;
    for (let i = 0; i < inputs.length; i++) if (inputs[i] !== null) mask |= 1 << i;
    const plan = planFor(op, mask);
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i]!;
      if (!this.#needs(input)) continue;
      const rule = op.entries[i]!;
      const positions = plan.positions[i]!;
      const saved =
        positions.length === 1
          ? new rule.pack(this.#handle(node, op, plan.sources, positions[0]!))
          : positions.length === 0
            ? nothingSaved
            : new rule.pack(...positions.map((at) => this.#handle(node, op, plan.sources, at)));
      this.#hand(
        node,
        op,
        i,
        input,
        rule.grad(g, saved as never, rule.usesContext ? { attrs: node.attrs as never, shape: input.shape } : noContext),
      );
    }
  }

  #differentiateJoint(node: GraphNode, op: OpDescriptor, joint: NonNullable<OpDescriptor['joint']>, g: Tensor): void {
    const { inputs } = node;
    let mask = 0;
    const needs: Record<string, boolean> = {};
    const shapes: Record<string, Shape> = {};
    for (let i = 0; i < inputs.length; i++) {
      if (inputs[i] !== null) mask |= 1 << i;
      needs[op.inputs[i]!] = this.#needs(inputs[i]!);
      shapes[op.inputs[i]!] = node.shapes![i]!;
    }
    const plan = planFor(op, mask);
    const saved = new joint.pack(...plan.positions[0]!.map((at) => this.#handle(node, op, plan.sources, at)));
    const gradients = joint.grads(g, saved as never, { attrs: node.attrs as never, shapes, needs });
    const made = this.made.splice(0);
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i]!;
      if (this.#needs(input)) this.#hand(node, op, i, input, gradients[op.inputs[i]!] ?? undefined);
    }
    this.made.push(...made);
    this.#sweep();
  }

  #differentiateList(node: GraphNode, rule: NonNullable<OpDescriptor['listRule']>, g: Tensor): void {
    for (let index = 0; index < node.inputs.length; index++) {
      const input = node.inputs[index]!;
      if (this.#needs(input))
        this.#hand(node, node.op!, index, input, rule(g, { attrs: node.attrs, index, shapes: node.shapes! } as never));
    }
  }

  /** A saved block as a tensor, linked to the node that made it if gradients are recorded. */
  #handle(node: GraphNode, op: OpDescriptor, sources: readonly number[], at: number): Tensor {
    const source = sources[at]!;
    const arity = op.inputs.length;
    const made = !this.#createGraph ? null : source < arity ? node.inputs[source]! : source === arity ? node : null;
    const handle = new Tensor(node.saved![at]!, made);
    this.made.push(handle);
    return handle;
  }

  /** Checks a gradient, sums it back over broadcast axes, and adds it to what waits at the input. */
  #hand(node: GraphNode, op: OpDescriptor, index: number, input: GraphNode, gradient: unknown): void {
    if (!(gradient instanceof Tensor)) {
      throw faultyRule(op, node, index, described(gradient), `a tensor of shape ${format(input.shape)}`);
    }
    let gx = gradient;
    if (op.broadcasts && !sameShape(gx.shape, input.shape)) gx = sumTo(gx, { shape: input.shape });
    const raw = rawOf(gx);
    if (!sameShape(raw.shape, input.shape)) throw faultyRule(op, node, index, `shape ${format(raw.shape)}`, format(input.shape));
    if (raw.dtype !== input.device.float) throw faultyRule(op, node, index, `dtype ${raw.dtype}`, input.device.float);
    activeTracer()?.differentiated?.(node, index, gx);
    // The rule may have handed on g itself; holding the block before freeing the handles keeps it.
    retain(raw);
    const recorded = gx.node;
    this.#sweep();
    this.accumulate(input, raw, recorded);
    release(raw);
  }
}

/** Marks the slots from which a wanted node is reached. */
function leadsTo(order: readonly GraphNode[], wanted: ReadonlyMap<GraphNode, unknown>): Uint8Array {
  const leads = new Uint8Array(order.length);
  for (let slot = 0; slot < order.length; slot++) {
    const node = order[slot]!;
    if (wanted.has(node) || node.inputs.some((input) => input !== null && leads[input.slot] === 1)) leads[slot] = 1;
  }
  return leads;
}

/** The gradient to start from: the caller's, or 1. */
function seedOf(root: Tensor, gradient: Tensor | undefined): Raw {
  if (gradient !== undefined) return rawOf(gradient);
  const { device, shape } = rawOf(root);
  return shape.length === 0 ? constant(device, 1, device.float) : device.upload(convert([1], device.float), shape, device.float);
}

function checkRoot(name: string, root: Tensor, gradient: Tensor | undefined): void {
  const raw = rawOf(root);
  if (root.node === null) {
    throw new GradientError(
      `${name}: the root ${root.toString()} requires no grad: no operand of what computed it does, or it was computed in noGrad. Create a leaf with requiresGrad: true.`,
    );
  }
  if (gradient === undefined) {
    if (root.size === 1) return;
    throw new GradientError(
      `${name}: the root has ${root.size} elements: root ${format(raw.shape)}. Reduce it (root.sum()), or pass gradient: a tensor of shape ${format(raw.shape)}.`,
    );
  }
  if (!(gradient instanceof Tensor)) {
    throw new ArgumentError(
      `${name}: gradient must be a tensor: got ${described(gradient)}. Wrap data with tensor(...).`,
      'gradient',
      gradient,
    );
  }
  const seed = rawOf(gradient);
  if (!sameShape(seed.shape, raw.shape)) {
    throw new ShapeError(`${name}: gradient must have the root's shape: gradient ${format(seed.shape)}, root ${format(raw.shape)}.`, {
      gradient: seed.shape,
      root: raw.shape,
    });
  }
  if (seed.device !== raw.device) {
    throw new DeviceError(
      `${name}: gradient is on ${seed.device.name}, root on ${raw.device.name}. Move it with await gradient.to('${raw.device.name}').`,
      seed.device.name,
    );
  }
  if (seed.dtype !== raw.dtype) {
    throw new DtypeError(`${name}: gradient must have the root's dtype: gradient ${seed.dtype}, root ${raw.dtype}.`, {
      gradient: seed.dtype,
      root: raw.dtype,
    });
  }
}

function faultyRule(op: OpDescriptor, node: GraphNode, index: number, got: string, expected: string): GradientError {
  const input = op.inputs[index] ?? `inputs[${index}]`;
  return new GradientError(
    `backward: gradient of '${input}' in ${node.description} has ${got}, expected ${expected}. This is a bug in the op's vjp.`,
  );
}
