import type { TensorInfo } from '@tensorflow/tfjs-core';
import { stridesOf } from '../../core/shape.ts';
import type { Gpu, GpuDType } from './gpu.ts';
import type { GpuKernels } from './kernel-type.ts';

/** Padding along every axis, with a value or with what lies beyond the edge's mirror. */
export const padKernels: GpuKernels<'MirrorPad' | 'PadV2'> = {
  // reflect leaves the edge itself out of the mirror image, symmetric repeats it.
  MirrorPad: (gpu, { x }, { paddings, mode }) =>
    pad(gpu, x, paddings, mode === 'reflect' ? ['-at', '2 * length - 2 - at'] : ['-1 - at', '2 * length - 1 - at']),
  PadV2: (gpu, { x }, { paddings, constantValue }) => pad(gpu, x, paddings, undefined, constantValue),
};

type Mirror = readonly [before: string, after: string];

function pad(gpu: Gpu, x: TensorInfo, paddings: readonly (readonly [number, number])[], mirror: Mirror | undefined, value = 0): TensorInfo {
  const strides = stridesOf(x.shape);
  const ints: Record<string, number> = {};
  const code: string[] = [];
  for (let axis = x.shape.length - 1; axis >= 0; axis--) {
    ints[`length${axis}`] = x.shape[axis]!;
    ints[`before${axis}`] = paddings[axis]![0];
    ints[`padded${axis}`] = x.shape[axis]! + paddings[axis]![0] + paddings[axis]![1];
    ints[`stride${axis}`] = strides[axis]!;
    code.push(`{
      let length = uniforms.length${axis};
      let at = rest % uniforms.padded${axis} - uniforms.before${axis};
      rest = rest / uniforms.padded${axis};
      ${
        mirror === undefined
          ? `inside = inside && at >= 0 && at < length; source += at * uniforms.stride${axis};`
          : `source += select(select(at, ${mirror[1]}, at >= length), ${mirror[0]}, at < 0) * uniforms.stride${axis};`
      }
    }`);
  }
  const type = x.dtype === 'float32' ? 'f32' : 'i32';
  return gpu.run({
    inputs: { x },
    shape: x.shape.map((length, axis) => length + paddings[axis]![0] + paddings[axis]![1]),
    dtype: x.dtype as GpuDType,
    ints: x.dtype === 'float32' ? ints : { ...ints, value },
    floats: x.dtype === 'float32' ? { value } : {},
    body: `var rest = i;
      var source = 0;
      var inside = true;
      ${code.join('\n')}
      if (inside) { result[i] = x[source]; } else { result[i] = ${type}(uniforms.value); }`,
  });
}
