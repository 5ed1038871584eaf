import type { DType, TypedArray } from '../core/dtype.ts';
import type { Shape } from '../core/shape.ts';
import type { Device, KernelAttrs, KernelInputs } from './device.ts';
import type { KernelMap, KernelName } from './kernel-map.ts';
import type { Raw } from './raw.ts';

/**
 * Blocks that kernels returned on managed devices since the innermost open `sweepFrom`, newest last.
 * Those that nobody came to hold are freed when it closes.
 */
const made: Raw[] = [];
let depth = 0;

type Args<N extends KernelName> = {} extends KernelMap[N]['attrs']
  ? [inputs: KernelMap[N]['inputs'], attrs?: KernelMap[N]['attrs']]
  : [inputs: KernelMap[N]['inputs'], attrs: KernelMap[N]['attrs']];

const noAttrs: KernelAttrs = Object.freeze({});

/**
 * Runs a tfjs kernel on the device of its inputs.
 *
 * Inputs and attributes have tfjs's names. What it returns belongs to the op that called it: `apply` frees
 * what the op's forward did not return.
 */
export function kernel<N extends KernelName>(name: N, ...[inputs, attrs]: Args<N>): KernelMap[N]['output'] {
  return kernelOn(deviceOf(inputs), name, inputs, attrs as KernelAttrs | undefined) as KernelMap[N]['output'];
}

/** The same where no input tells the device (Fill, Range), or the name is not known at compile time. */
export function kernelOn(device: Device, name: string, inputs: KernelInputs, attrs: KernelAttrs = noAttrs): Raw | readonly Raw[] {
  const output = device.run(name, inputs, attrs);
  if (depth > 0 && device.managed) {
    if (Array.isArray(output)) made.push(...(output as readonly Raw[]));
    else made.push(output as Raw);
  }
  return output;
}

/**
 * Values as a block, freed like what kernels make: for the indices and masks that a forward computes on the host.
 *
 * @example
 * const evens: Op<['x']> = defineOp({
 *   name: 'evens',
 *   inputs: ['x'],
 *   outShape: ({ x }) => x.shape,
 *   forward: ({ x }) => {
 *     const mask = Uint8Array.from({ length: x.shape[0]! }, (_, i) => 1 - (i % 2));
 *     return kernel('Multiply', { a: x, b: kernel('Cast', { x: upload(x.device, mask, x.shape, 'bool') }, { dtype: x.dtype }) });
 *   },
 *   vjp: (saving) => ({ x: saving([], (g) => evens(g)) }),
 * });
 * evens(tensor([1, 2, 3])).toArray(); // [1, 0, 3]
 */
export function upload(device: Device, values: TypedArray, shape: Shape, dtype: DType): Raw {
  const raw = device.upload(values, shape, dtype);
  if (depth > 0 && device.managed) made.push(raw);
  return raw;
}

function deviceOf(inputs: KernelInputs): Device {
  for (const name in inputs) return inputs[name]!.device;
  throw new TypeError('kernel: no input names a device. Use kernelOn(device, name, inputs, attrs).');
}

/** Opens a span in which blocks are noted; hand the mark to `sweepFrom`. @internal */
export function beginKernels(): number {
  depth++;
  return made.length;
}

/** Closes the span: frees every block made in it that nobody holds. @internal */
export function sweepFrom(mark: number): void {
  depth--;
  while (made.length > mark) {
    const raw = made.pop()!;
    if (raw.holders === 0) raw.device.free(raw);
  }
}
