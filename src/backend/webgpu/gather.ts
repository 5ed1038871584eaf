import type { TensorInfo } from '@tensorflow/tfjs-core';
import { normalizeAxis, sizeOf, stridesOf, type Shape } from '../../core/shape.ts';
import type { GatherKernel } from '../kernel-families.ts';
import type { Gpu, GpuDType } from './gpu.ts';
import type { GpuKernels } from './kernel-type.ts';

/** Kernels that look places up in an index tensor. Reading outside gives NaN (0 of integers); what is written outside is dropped. */
export const gatherKernels: GpuKernels<GatherKernel> = {
  GatherNd: (gpu, { params, indices }) => {
    const { ints, code } = namedSlice(indices.shape, params.shape);
    const rest = params.shape.slice(indices.shape.at(-1));
    return gpu.run({
      inputs: { params, indices },
      shape: [...indices.shape.slice(0, -1), ...rest],
      dtype: params.dtype as GpuDType,
      ints,
      body: `${code}\nresult[i] = select(params[max(place, 0)], ${outside(params)}, place < 0);`,
    });
  },
  // x [...batch, ...outer, length, ...inner] at indices [...batch, ...picks] gives [...batch, ...outer, ...picks, ...inner].
  GatherV2: (gpu, { x, indices }, { axis, batchDims }) => {
    const along = normalizeAxis('kernel', axis, x.shape.length);
    const ints = {
      outer: sizeOf(x.shape.slice(batchDims, along)),
      length: x.shape[along]!,
      inner: sizeOf(x.shape.slice(along + 1)),
      picks: sizeOf(indices.shape.slice(batchDims)),
    };
    return gpu.run({
      inputs: { x, indices },
      shape: [...x.shape.slice(0, along), ...indices.shape.slice(batchDims), ...x.shape.slice(along + 1)],
      dtype: x.dtype as GpuDType,
      ints,
      body: `let at = i % uniforms.inner;
        let pick = (i / uniforms.inner) % uniforms.picks;
        let row = i / (uniforms.inner * uniforms.picks);
        let index = indices[(row / uniforms.outer) * uniforms.picks + pick];
        let known = index >= 0 && index < uniforms.length;
        let place = (row * uniforms.length + select(0, index, known)) * uniforms.inner + at;
        result[i] = select(${outside(x)}, x[place], known);`,
    });
  },
  OneHot: (gpu, { indices }, { depth, onValue, offValue, dtype }) => {
    const type = dtype === 'float32' ? 'f32' : 'i32';
    return gpu.run({
      inputs: { indices },
      shape: [...indices.shape, depth],
      dtype: dtype as GpuDType,
      ints: { depth },
      floats: { on: onValue, off: offValue },
      body: `result[i] = ${type}(select(uniforms.off, uniforms.on, indices[i / uniforms.depth] == i % uniforms.depth));`,
    });
  },
  ScatterNd: (gpu, { indices, updates }, { shape }) => {
    const { ints, code } = namedSlice(indices.shape, shape);
    return addInto(gpu, { updates, indices }, shape, ints, code);
  },
  UnsortedSegmentSum: (gpu, { x, segmentIds }, { numSegments }) => {
    const rest = x.shape.slice(segmentIds.shape.length);
    const ints = { inner: sizeOf(rest), numSegments };
    const code = `let id = ids[i / uniforms.inner];
      let place = select(-1, id * uniforms.inner + i % uniforms.inner, id >= 0 && id < uniforms.numSegments);`;
    return addInto(gpu, { updates: x, ids: segmentIds }, [numSegments, ...rest], ints, code);
  },
};

function outside({ dtype }: TensorInfo): string {
  return dtype === 'float32' ? 'uniforms.NAN' : '0';
}

/** WGSL that finds the `place` in `shape` of element `i`, which belongs to the slice that a row of indices names; -1 outside. */
function namedSlice(indices: Shape, shape: Shape): { ints: Record<string, number>; code: string } {
  const depth = indices.at(-1)!;
  const strides = stridesOf(shape);
  const ints: Record<string, number> = { depth, inner: sizeOf(shape.slice(depth)) };
  const code = ['let row = i / uniforms.inner;', 'var place = i % uniforms.inner;', 'var known = true;'];
  for (let d = 0; d < depth; d++) {
    ints[`length${d}`] = shape[d]!;
    ints[`stride${d}`] = strides[d]!;
    code.push(`let index${d} = indices[row * uniforms.depth + ${d}];`);
    code.push(`known = known && index${d} >= 0 && index${d} < uniforms.length${d};`);
    code.push(`place += index${d} * uniforms.stride${d};`);
  }
  code.push('place = select(-1, place, known);');
  return { ints, code: code.join('\n') };
}

/** Zeros of `shape`, and each of `inputs.updates` added at its `place`. Floats add up in the order in which threads come. */
function addInto(
  gpu: Gpu,
  inputs: { readonly updates: TensorInfo } & Readonly<Record<string, TensorInfo>>,
  shape: Shape,
  ints: Readonly<Record<string, number>>,
  code: string,
): TensorInfo {
  const { updates } = inputs;
  const dtype = updates.dtype as GpuDType;
  const add = dtype === 'float32' ? 'addAtomically(place, updates[i]);' : 'atomicAdd(&result[place], updates[i]);';
  const body = `${code}\nif (place >= 0) { ${add} }`;
  return gpu.run({ inputs, shape: updates.shape, dtype, into: gpu.fill(shape, dtype, 0), ints, body });
}
