import { retain, release, type Raw } from '../backend/raw.ts';
import type { Device } from '../backend/device.ts';
import { isUnderPressure, relieve } from '../backend/pressure.ts';
import { display, inspection, type MimeBundle } from '../core/display.ts';
import { isFloat, type DType, type TypedArray } from '../core/dtype.ts';
import { ArgumentError, DisposedError, DtypeError, GradientError, ShapeError } from '../core/errors.ts';
import { format, sizeOf, type Shape } from '../core/shape.ts';
import { valuesText } from './display-text.ts';
import { modulePath } from './module-path.ts';
import { GraphNode, type GradientHook, type GradientSink } from './node.ts';
import { track } from './scope.ts';

/** Numbers nested as deep as the tensor has axes. */
export type NestedArray = number | readonly NestedArray[];

const noAttrs = Object.freeze({});
const noInputs: readonly GraphNode[] = Object.freeze<GraphNode[]>([]);

/** Labels of tensors that have no node; those with one keep theirs on the node. */
const labels = new WeakMap<Tensor, string>();

/**
 * An immutable array of numbers on a device, and its place in the graph.
 *
 * Ops are methods too: `a.add(b)` is `add(a, b)`.
 */
export class Tensor {
  /** Null once disposed. @internal */
  raw: Raw | null;
  /** The node that made this, or the leaf's own; null where no gradient is required. */
  node: GraphNode | null;
  /** Gradient of the last backward passes, summed; null before the first. */
  grad: Tensor | null;

  /** Takes a hold on `raw`. @internal */
  constructor(raw: Raw, node: GraphNode | null = null) {
    this.raw = retain(raw);
    this.node = node;
    this.grad = null;
  }

  /** Lengths of the axes; `[]` is a scalar. */
  get shape(): Shape {
    return rawOf(this).shape;
  }

  get dtype(): DType {
    return rawOf(this).dtype;
  }

  get device(): Device {
    return rawOf(this).device;
  }

  /** Number of axes. */
  get rank(): number {
    return rawOf(this).shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(rawOf(this).shape);
  }

  /** True if backward computes a gradient through this tensor. */
  get requiresGrad(): boolean {
    return this.node !== null;
  }

  /** True of a tensor that no recorded op made. */
  get isLeaf(): boolean {
    return this.node === null || this.node.op === null;
  }

  /** The name that drawings and reports show; '' if none was given. */
  get label(): string {
    return this.node === null ? (labels.get(this) ?? '') : this.node.label;
  }

  set label(label: string) {
    if (this.node === null) labels.set(this, label);
    else this.node.label = label;
  }

  /** True once `dispose` was called. */
  get isDisposed(): boolean {
    return this.raw === null;
  }

  /** The values, row-major: Float32Array or Float64Array, Int32Array, Uint8Array for bool. */
  async data(): Promise<TypedArray> {
    const raw = rawOf(this);
    const values = await raw.device.read(raw);
    if (isUnderPressure()) await relieve();
    return values;
  }

  /** The values without awaiting. @throws {DeviceError} on webgpu, which only reads asynchronously. */
  dataSync(): TypedArray {
    const raw = rawOf(this);
    return raw.device.readSync(raw);
  }

  /** The value of a tensor of one element. @throws {ShapeError} if it has more or none. */
  item(): number {
    if (this.size !== 1) {
      throw new ShapeError(`item: only a tensor of one element is a number: x ${format(this.shape)}. Use toArray() or dataSync().`, {
        x: this.shape,
      });
    }
    return this.dataSync()[0]!;
  }

  /** The values as nested arrays; a number for a scalar. Bool gives 0 and 1. */
  toArray(): NestedArray {
    return nest(this.dataSync(), this.shape);
  }

  /** What `JSON.stringify` writes: `toArray()`; NaN and infinities become null there. */
  toJSON(): NestedArray {
    return this.toArray();
  }

  /** Makes this leaf require a gradient, or no longer. @throws {GradientError} on what an op recorded. */
  setRequiresGrad(requiresGrad = true): this {
    if (requiresGrad && this.node === null) {
      const raw = rawOf(this);
      const label = this.label;
      if (!isFloat(raw.dtype)) {
        throw new DtypeError(
          `requiresGrad: only floats carry gradients: x ${raw.dtype}${format(raw.shape)}. Convert with cast(x, '${raw.device.float}') first.`,
          { x: raw.dtype },
        );
      }
      this.node = new GraphNode(null, noAttrs, noInputs, null, raw.shape, raw.device, modulePath());
      this.node.sink = { tensor: this, hooks: [] };
      this.node.label = label;
    } else if (!requiresGrad && this.node !== null) {
      if (this.node.op !== null) {
        throw new GradientError(`requiresGrad: x was made by ${this.node.description} and cannot stop requiring grad. Use x.detach().`);
      }
      const { label } = this.node;
      this.node = null;
      this.label = label;
    }
    return this;
  }

  /** The same values with no graph behind them. Shares the storage. */
  detach(): Tensor {
    return track(new Tensor(rawOf(this)));
  }

  /** Asks backward to leave the gradient of this interior tensor in `.grad` too. */
  retainGrad(): this {
    sinkOf(this, 'retainGrad').tensor = this;
    return this;
  }

  /**
   * Calls `hook` with each gradient of this tensor that backward computes, before it is accumulated and handed on.
   *
   * @returns a function that takes the hook off.
   */
  registerHook(hook: GradientHook): () => void {
    const { hooks } = sinkOf(this, 'registerHook');
    hooks.push(hook);
    return () => {
      const at = hooks.indexOf(hook);
      if (at >= 0) hooks.splice(at, 1);
    };
  }

  /** Frees the storage, and that of `.grad`; not the graph behind it. A second call does nothing. */
  dispose(): void {
    const { raw } = this;
    if (raw === null) return;
    this.raw = null;
    release(raw);
    this.grad?.dispose();
    this.grad = null;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Why there is no storage, and what to do. @internal */
  absence(): string {
    return 'was disposed. Return it from its scope, or keep() it, if it is used later.';
  }

  toString(): string {
    const label = this.label === '' ? '' : `${this.label}: `;
    return this.raw === null ? `${label}Tensor (disposed)` : `${label}${this.dtype}${format(this.shape)} on ${this.device.name}`;
  }
}

// Shape, dtype and values, as a notebook and the console show them. Declarations cannot name a method by a symbol of ours.
Object.defineProperty(Tensor.prototype, display, {
  value: async function (this: Tensor): Promise<MimeBundle> {
    return { 'text/plain': `${this.toString()}\n${valuesText(await this.data(), this.shape)}` };
  },
});
Object.defineProperty(Tensor.prototype, inspection, {
  value: function (this: Tensor, depth: number): string {
    const { raw, node } = this;
    const name = `${this.constructor.name}${this.label === '' ? '' : ` '${this.label}'`}`;
    if (raw === null) return `${name} (disposed)`;
    const made = node === null ? '' : node.op === null ? ', requires grad' : `, from ${node.description}`;
    const head = `${name} ${raw.dtype}${format(raw.shape)} on ${raw.device.name}${made}`;
    // Deep inside another object, such as a module, the shape is enough.
    if (depth <= 0) return head;
    if (!raw.device.readsSync) return `${head}; await data() reads the values`;
    return `${head}:${raw.shape.length > 1 ? '\n' : ' '}${valuesText(this.dataSync(), raw.shape)}`;
  },
});
// Without this, a + b would be text and a > b false.
Object.defineProperty(Tensor.prototype, Symbol.toPrimitive, {
  value: function (this: Tensor, hint: string): string {
    if (hint === 'string') return this.toString();
    throw new ArgumentError(
      `Tensor: JavaScript's operators know no tensors: ${this.toString()}. Write a.add(b), a.greater(b), expr\`\${a} + \${b}\`; the number of one element is a.item().`,
      'tensor',
      this,
    );
  },
});

/** The storage of a tensor. @throws {DisposedError} if it was freed. @internal */
export function rawOf(tensor: Tensor): Raw {
  const { raw } = tensor;
  if (raw === null) throw new DisposedError(disposedText('tensor', tensor));
  return raw;
}

/** @internal */
export function disposedText(where: string, tensor: Tensor): string {
  const name = tensor.label === '' ? 'the tensor' : `'${tensor.label}'`;
  return `${where}: ${name} ${tensor.absence()}`;
}

function sinkOf(tensor: Tensor, method: string): GradientSink {
  if (tensor.node === null) {
    throw new GradientError(
      `${method}: the tensor requires no grad. Create it with requiresGrad: true, or compute it from one that has it.`,
    );
  }
  return (tensor.node.sink ??= { tensor: null, hooks: [] });
}

function nest(values: TypedArray, shape: Shape): NestedArray {
  if (shape.length === 0) return values[0]!;
  let rows: NestedArray[] = Array.from(values);
  for (let axis = shape.length - 1; axis > 0; axis--) {
    const length = shape[axis]!;
    const count = sizeOf(shape.slice(0, axis));
    const next = new Array<NestedArray>(count);
    for (let i = 0; i < count; i++) next[i] = rows.slice(i * length, (i + 1) * length);
    rows = next;
  }
  return rows;
}
