import type { Device } from '../backend/device.ts';
import { release, type Raw } from '../backend/raw.ts';
import { inspection } from '../core/display.ts';
import type { FloatDType } from '../core/dtype.ts';
import { format, type Shape } from '../core/shape.ts';
import type { OpDescriptor } from './op.ts';
import type { Tensor } from './tensor.ts';

/** What happens to a gradient that arrives at a node, besides being handed on. */
export interface GradientSink {
  /** Whose `.grad` is added to: a leaf, or a tensor after `retainGrad()`. */
  tensor: Tensor | null;
  hooks: GradientHook[];
}

/** Sees the gradient of a tensor, and may return another in its place. */
export type GradientHook = (gradient: Tensor) => Tensor | void;

/** What few nodes have, kept out of all the others: a long chain is as fast as its nodes are small. */
class Extras {
  label = '';
  sink: GradientSink | null = null;
  shapes: readonly Shape[] | null = null;
}

let created = 0;

/**
 * One application of an op, or a leaf (`op` is null) that requires grad.
 *
 * Edges lead to the nodes of the inputs, never to consumers. The node holds exactly the blocks that the op declared
 * to save, until backward releases them.
 */
export class GraphNode {
  /** Creation order: a node's inputs have smaller ids. */
  readonly id: number;
  readonly op: OpDescriptor | null;
  readonly attrs: object;
  /** The node of each input, null for an input that requires no grad. */
  readonly inputs: readonly (GraphNode | null)[];
  /** Saved blocks in the order of the op's plan; null once released. @internal */
  saved: readonly Raw[] | null;
  /** Shape of the output. */
  readonly shape: Shape;
  readonly device: Device;
  /** Dotted path of the module in whose forward the node was made, '' outside. */
  readonly modulePath: string;
  /** Place in the order of the backward pass that is running, else a negative number. @internal */
  slot: number;
  #extras: Extras | null;

  constructor(
    op: OpDescriptor | null,
    attrs: object,
    inputs: readonly (GraphNode | null)[],
    saved: readonly Raw[] | null,
    shape: Shape,
    device: Device,
    modulePath: string,
  ) {
    this.id = created++;
    this.op = op;
    this.attrs = attrs;
    this.inputs = inputs;
    this.saved = saved;
    this.shape = shape;
    this.device = device;
    this.modulePath = modulePath;
    this.slot = -1;
    this.#extras = null;
  }

  get label(): string {
    return this.#extras === null ? '' : this.#extras.label;
  }

  set label(label: string) {
    (this.#extras ??= new Extras()).label = label;
  }

  /** @internal */
  get sink(): GradientSink | null {
    return this.#extras === null ? null : this.#extras.sink;
  }

  set sink(sink: GradientSink | null) {
    (this.#extras ??= new Extras()).sink = sink;
  }

  /** Shapes of all inputs, for the ops whose gradient needs them together; else null. @internal */
  get shapes(): readonly Shape[] | null {
    return this.#extras === null ? null : this.#extras.shapes;
  }

  set shapes(shapes: readonly Shape[] | null) {
    (this.#extras ??= new Extras()).shapes = shapes;
  }

  /** Only floats have nodes, and a device has one float. */
  get dtype(): FloatDType {
    return this.device.float;
  }

  /** `matMul#7`: how error messages name a node. */
  get description(): string {
    return `${this.op?.name ?? 'leaf'}#${this.id}`;
  }

  /** Lets go of what the node saved. A second call does nothing. @internal */
  releaseSaved(): void {
    const { saved } = this;
    if (saved === null || this.op === null) return;
    this.saved = null;
    for (let i = 0; i < saved.length; i++) release(saved[i]!);
  }
}

// The console shows the node, not all that is behind it.
Object.defineProperty(GraphNode.prototype, inspection, {
  value: function (this: GraphNode): string {
    const inputs = this.inputs.map((input) => input?.description ?? 'constant').join(', ');
    return `GraphNode ${this.description} ${format(this.shape)}${this.op === null ? '' : `, inputs ${inputs}`}`;
  },
});

/** The id that the next node will get. @internal */
export function nextNodeId(): number {
  return created;
}
