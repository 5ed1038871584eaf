import type { DType } from '../../core/dtype.ts';
import type { Binding, OpAttr, Value } from './binding.ts';
import { dataTypes } from './binding.ts';

const noAttrs: readonly OpAttr[] = Object.freeze<OpAttr[]>([]);

/** So many constants are kept; then the cache starts anew. */
const capacity = 4096;

/** Runs TensorFlow's ops for kernels: what a kernel needs on the way is deleted when it is done. */
export class Eager {
  readonly binding: Binding;
  readonly gpu: boolean;
  readonly #temporary: number[] = [];
  /** What `op` and `ops` gave since the last `close`. */
  readonly #outputs: number[] = [];
  /** Axes, shapes, permutations, bounds: ops take them as tensors, and steps repeat them. */
  readonly #constants = new Map<string, number>();

  constructor(binding: Binding) {
    this.binding = binding;
    this.gpu = binding.isUsingGpuDevice();
  }

  /** Runs an op of one output, the kernel's own. */
  op(name: string, inputs: readonly number[], attrs: readonly OpAttr[] = noAttrs): Value {
    const output = this.binding.executeOp(name, attrs, inputs, 1)[0]!;
    this.#outputs.push(output.id);
    return output;
  }

  /** Runs an op of several outputs. Those that the kernel does not return go to `discard`. */
  ops(name: string, inputs: readonly number[], outputs: number, attrs: readonly OpAttr[] = noAttrs): Value[] {
    const values = this.binding.executeOp(name, attrs, inputs, outputs);
    for (const { id } of values) this.#outputs.push(id);
    return values;
  }

  /** Runs an op whose output is only a step on the way. */
  step(name: string, inputs: readonly number[], attrs: readonly OpAttr[] = noAttrs): number {
    const { id } = this.binding.executeOp(name, attrs, inputs, 1)[0]!;
    this.#temporary.push(id);
    return id;
  }

  /** Runs an op without output. */
  run(name: string, inputs: readonly number[], attrs: readonly OpAttr[]): void {
    this.binding.executeOp(name, attrs, inputs, 0);
  }

  /** Deletes a value when the kernel is done. */
  discard(value: Value): Value {
    this.#temporary.push(value.id);
    return value;
  }

  /** Ends a kernel: deletes its steps, and after a failure its outputs too. */
  close(failed: boolean): void {
    const [temporary, outputs] = [this.#temporary, this.#outputs];
    if (failed) temporary.push(...outputs.filter((id) => !temporary.includes(id)));
    for (let i = 0; i < temporary.length; i++) this.binding.deleteTensor(temporary[i]!);
    temporary.length = 0;
    outputs.length = 0;
  }

  /** Integers as an int32 vector. The cache owns it. */
  ints(values: readonly number[]): number {
    return this.#constant(`i${values.join()}`, () => this.binding.createTensor([values.length], dataTypes.int32, Int32Array.from(values)));
  }

  /** The same as rows of two. */
  intPairs(values: readonly (readonly number[])[]): number {
    const flat = values.flat();
    return this.#constant(`p${flat.join()}`, () => this.binding.createTensor([values.length, 2], dataTypes.int32, Int32Array.from(flat)));
  }

  /** A scalar of a dtype. The cache owns it. */
  scalar(value: number, dtype: DType): number {
    return this.#constant(`${dtype}${Object.is(value, -0) ? '-0' : value}`, () => {
      if (dtype === 'int32') return this.binding.createTensor([], dataTypes.int32, Int32Array.of(value));
      if (dtype === 'bool') return this.binding.createTensor([], dataTypes.bool, Uint8Array.of(value));
      return this.binding.createTensor([], dataTypes.float32, Float32Array.of(value));
    });
  }

  /** Floats that the kernel needs once. */
  floats(values: Float32Array, shape: readonly number[]): number {
    const id = this.binding.createTensor(shape, dataTypes.float32, values);
    this.#temporary.push(id);
    return id;
  }

  /** Values read back, for a decision. On a GPU that waits for all that was asked of it. */
  read(id: number): ArrayLike<number> {
    return this.binding.tensorDataSync(id);
  }

  #constant(key: string, create: () => number): number {
    let id = this.#constants.get(key);
    if (id === undefined) {
      if (this.#constants.size >= capacity) {
        // A kernel that is running may have asked for one of them.
        for (const old of this.#constants.values()) this.#temporary.push(old);
        this.#constants.clear();
      }
      id = create();
      this.#constants.set(key, id);
    }
    return id;
  }
}
