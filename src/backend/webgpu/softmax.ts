import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../core/shape.ts';
import type { SoftmaxKernel } from '../kernel-families.ts';
import type { Gpu } from './gpu.ts';
import type { GpuKernels } from './kernel-type.ts';

/** Over the last axis, with the largest logit taken off first: exp then overflows for none. */
export const softmaxKernels: GpuKernels<SoftmaxKernel> = {
  LogSoftmax: (gpu, { logits }) => overRows(gpu, logits, 'v - most - logOf(total)'),
  Softmax: (gpu, { logits }) => overRows(gpu, logits, 'expOf(v - most) / total'),
  // A class that there is not gives NaN: to refuse it would take a read, and another row must not answer for it.
  SparseSoftmaxCrossEntropy: (gpu, { logits, labels }) => {
    const logs = overRows(gpu, logits, 'v - most - logOf(total)');
    const width = logits.shape.at(-1)!;
    const losses = gpu.run({
      inputs: { logs, labels },
      shape: labels.shape,
      dtype: 'float32',
      ints: { width },
      body: `let label = labels[i];
        let named = label >= 0 && label < uniforms.width;
        result[i] = select(uniforms.NAN, -logs[i * uniforms.width + max(label, 0)], named);`,
    });
    const gradient = gpu.run({
      inputs: { logs, labels },
      shape: logits.shape,
      dtype: 'float32',
      ints: { width },
      body: `let label = labels[i / uniforms.width];
        let named = label >= 0 && label < uniforms.width;
        let p = expOf(logs[i]);
        result[i] = select(uniforms.NAN, select(p, p - 1.0, i % uniforms.width == label), named);`,
    });
    return [losses, gradient];
  },
};

/** Threads that share a row. */
const threads = 64;

/** `value` of each element `v`, its row's largest `most`, and the `total` of exp(v - most). A workgroup per row. */
function overRows(gpu: Gpu, logits: TensorInfo, value: string): TensorInfo {
  const width = logits.shape.at(-1) ?? 1;
  const rows = width === 0 ? 0 : sizeOf(logits.shape) / width;
  return gpu.run({
    inputs: { logits },
    shape: logits.shape,
    dtype: 'float32',
    ints: { width, rows },
    groups: rows,
    groupSize: threads,
    head: `var<workgroup> lanes : array<f32, ${threads}>;`,
    body: `let row = i / ${threads};
      let thread = i32(localId.x);
      // Workgroups beyond the last row, where the dispatch was rounded up, walk it too and write nothing.
      let start = min(row, uniforms.rows - 1) * uniforms.width;
      var own = -uniforms.INFINITY;
      for (var c = thread; c < uniforms.width; c += ${threads}) { own = maxOf(own, logits[start + c]); }
      ${sharing('maxOf(own, lanes[thread + half])')}
      let most = lanes[0];
      workgroupBarrier();
      own = 0.0;
      for (var c = thread; c < uniforms.width; c += ${threads}) { own += expOf(logits[start + c] - most); }
      ${sharing('own + lanes[thread + half]')}
      let total = lanes[0];
      if (row < uniforms.rows) {
        for (var c = thread; c < uniforms.width; c += ${threads}) {
          let v = logits[start + c];
          result[start + c] = ${value};
        }
      }`,
  });
}

/** Folds each thread's `own` into lanes[0]. */
function sharing(step: string): string {
  return `lanes[thread] = own;
    workgroupBarrier();
    for (var half = ${threads / 2}; half > 0; half = half / 2) {
      if (thread < half) {
        own = ${step};
        lanes[thread] = own;
      }
      workgroupBarrier();
    }`;
}
