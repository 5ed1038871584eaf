import type { TensorInfo } from '@tensorflow/tfjs-core';
import { stridesOf, type Shape } from '../../core/shape.ts';
import type { Gpu, GpuDType } from './gpu.ts';

/** How one axis of the result walks through a buffer. */
export interface Walk {
  readonly length: number;
  /** Elements from one place to the next; negative walks backward, 0 stands still. */
  readonly stride: number;
}

/** A block of `shape` whose elements are those of `x` met on these walks, the outermost first, starting at element `start`. */
export function view(gpu: Gpu, x: TensorInfo, shape: Shape, walks: readonly Walk[], start = 0): TensorInfo {
  const merged = merge(walks);
  const ints: Record<string, number> = { start };
  const code = ['var rest = i;'];
  const terms = ['uniforms.start'];
  merged.forEach(({ length, stride }, d) => {
    ints[`stride${d}`] = stride;
    if (d < merged.length - 1) ints[`length${d}`] = length;
    code.push(
      d === merged.length - 1 ? `let at${d} = rest;` : `let at${d} = rest % uniforms.length${d}; rest = rest / uniforms.length${d};`,
    );
    terms.push(`at${d} * uniforms.stride${d}`);
  });
  return gpu.run({
    inputs: { x },
    shape,
    dtype: x.dtype as GpuDType,
    ints,
    body: `${code.join('\n')}\nresult[i] = x[${terms.join(' + ')}];`,
  });
}

/** Innermost first, without axes of one place, and with neighbors joined that are one walk. */
function merge(walks: readonly Walk[]): Walk[] {
  const merged: Walk[] = [];
  for (const { length, stride } of walks.toReversed()) {
    if (length === 1) continue;
    const inner = merged.at(-1);
    if (inner !== undefined && stride === inner.stride * inner.length)
      merged[merged.length - 1] = { length: inner.length * length, stride: inner.stride };
    else merged.push({ length, stride });
  }
  return merged;
}

/** One walk per axis of `x`, from its first place to its last. */
export function walksOf(x: TensorInfo): Walk[] {
  const strides = stridesOf(x.shape);
  return x.shape.map((length, axis) => ({ length, stride: strides[axis]! }));
}
