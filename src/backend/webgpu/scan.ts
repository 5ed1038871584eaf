import type { TensorInfo } from '@tensorflow/tfjs-core';
import { normalizeAxis, sizeOf } from '../../core/shape.ts';
import type { Gpu, GpuDType } from './gpu.ts';
import type { GpuKernels } from './kernel-type.ts';

interface Attrs {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/** Sums and products of all that came before along an axis. */
export const scanKernels: GpuKernels<'Cumprod' | 'Cumsum'> = {
  Cumprod: (gpu, { x }, attrs) => scan(gpu, x, attrs, '*'),
  Cumsum: (gpu, { x }, attrs) => scan(gpu, x, attrs, '+'),
};

/** Up to this length a thread walks a whole line. */
const mostPerThread = 64;

function scan(gpu: Gpu, x: TensorInfo, { axis, exclusive, reverse }: Attrs, operator: '*' | '+'): TensorInfo {
  const along = normalizeAxis('kernel', axis, x.shape.length);
  const length = x.shape[along]!;
  const inner = sizeOf(x.shape.slice(along + 1));
  const line = { length, inner, forward: reverse ? -1 : 1 };
  if (length <= mostPerThread) return walk(gpu, x, line, exclusive, operator);
  let scanned = exclusive ? step(gpu, x, line, 1, operator === '+' ? '0' : '1', 'v') : x;
  // After the pass of reach r each place holds what stood there and at the 2r - 1 places before.
  for (let reach = 1; reach < length; reach *= 2) scanned = step(gpu, scanned, line, reach, 'own', `own ${operator} v`);
  return scanned;
}

type Line = Readonly<Record<'length' | 'inner' | 'forward', number>>;

/** `joined` of each element, `own`, and the one `reach` places before, `v`; `alone` where there is none. */
function step(gpu: Gpu, x: TensorInfo, line: Line, reach: number, alone: string, joined: string): TensorInfo {
  const type = x.dtype === 'float32' ? 'f32' : 'i32';
  return gpu.run({
    inputs: { x },
    shape: x.shape,
    dtype: x.dtype as GpuDType,
    ints: { ...line, reach },
    body: `let place = (i / uniforms.inner) % uniforms.length;
      let before = place - uniforms.forward * uniforms.reach;
      let own = x[i];
      if (before < 0 || before >= uniforms.length) { result[i] = ${type}(${alone}); }
      else {
        let v = x[i - uniforms.forward * uniforms.reach * uniforms.inner];
        result[i] = ${joined};
      }`,
  });
}

function walk(gpu: Gpu, x: TensorInfo, line: Line, exclusive: boolean, operator: '*' | '+'): TensorInfo {
  const type = x.dtype === 'float32' ? 'f32' : 'i32';
  const count = line.length === 0 ? 0 : sizeOf(x.shape) / line.length;
  return gpu.run({
    inputs: { x },
    shape: x.shape,
    dtype: x.dtype as GpuDType,
    ints: { ...line, count, exclusive: Number(exclusive) },
    groups: Math.ceil(count / 64),
    body: `if (i < uniforms.count) {
      var at = (i / uniforms.inner) * uniforms.length * uniforms.inner + i % uniforms.inner;
      if (uniforms.forward < 0) { at += (uniforms.length - 1) * uniforms.inner; }
      var total = ${type}(${operator === '+' ? 0 : 1});
      for (var n = 0; n < uniforms.length; n++) {
        let before = total;
        total = total ${operator} x[at];
        result[at] = select(total, before, uniforms.exclusive == 1);
        at += uniforms.forward * uniforms.inner;
      }
    }`,
  });
}
