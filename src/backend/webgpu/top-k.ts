import { sizeOf } from '../../core/shape.ts';
import type { GpuDType } from './gpu.ts';
import type { GpuKernels } from './kernel-type.ts';

/** The largest of each row, largest first, and where they stood; NaN is larger than all, and of equals the first comes first. */
export const topKKernels: GpuKernels<'TopK'> = {
  // Each element counts those that come before it, which is its place. tfjs's sorts, but mistakes ties, NaN and rows of one.
  TopK: (gpu, { x }, { k }) => {
    const width = x.shape.at(-1)!;
    const shape = x.shape.with(-1, k);
    const count = k === 0 ? 0 : sizeOf(x.shape);
    const nan = (v: string): string => (x.dtype === 'float32' ? `isnan(${v})` : 'false');
    const places = gpu.run({
      inputs: { x },
      shape,
      dtype: 'int32',
      ints: { width, k, count },
      groups: Math.ceil(count / 64),
      body: `if (i < uniforms.count) {
        let row = i / uniforms.width;
        let own = i % uniforms.width;
        let v = x[i];
        var before = 0;
        for (var c = 0; c < uniforms.width; c++) {
          let w = x[row * uniforms.width + c];
          let above = !${nan('v')} && (${nan('w')} || w > v);
          let same = w == v || (${nan('w')} && ${nan('v')});
          before += i32(above || (same && c < own));
        }
        if (before < uniforms.k) { result[row * uniforms.k + before] = own; }
      }`,
    });
    const body = 'result[i] = x[(i / uniforms.k) * uniforms.width + places[i]];';
    const largest = gpu.run({ inputs: { x, places }, shape, dtype: x.dtype as GpuDType, ints: { width, k }, body });
    return [largest, places];
  },
};
