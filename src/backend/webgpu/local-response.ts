import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelMap } from '../kernel-map.ts';
import type { Gpu } from './gpu.ts';
import type { GpuKernels } from './kernel-type.ts';

type Attrs = KernelMap['LRN']['attrs'];

/** Local response normalization over the last axis: x * base^-beta. tfjs's own loses NaN where the driver's exp or log does. */
export const localResponseKernels: GpuKernels<'LRN' | 'LRNGrad'> = {
  LRN: (gpu, { x }, attrs) => withBase(gpu, { x, base: bases(gpu, x, attrs) }, attrs, 'result[i] = x[i] * powOf(base[i], -uniforms.beta);'),
  // dx = dy base^-beta - 2 alpha beta x * sum of dy y / base over the neighbors.
  LRNGrad: (gpu, { x, y, dy }, attrs) =>
    withBase(
      gpu,
      { x, y, dy, base: bases(gpu, x, attrs) },
      attrs,
      `${overNeighbors('dy[k] * y[k] / base[k]')}
      result[i] = dy[i] * powOf(base[i], -uniforms.beta) - 2.0 * uniforms.alpha * uniforms.beta * x[i] * sum;`,
    ),
};

/** bias + alpha * the sum of squares over the neighbors. */
function bases(gpu: Gpu, x: TensorInfo, attrs: Attrs): TensorInfo {
  return withBase(gpu, { x }, attrs, `${overNeighbors('x[k] * x[k]')}\n result[i] = uniforms.bias + uniforms.alpha * sum;`);
}

function withBase(
  gpu: Gpu,
  inputs: Readonly<Record<string, TensorInfo>>,
  { depthRadius, bias, alpha, beta }: Attrs,
  body: string,
): TensorInfo {
  const { shape } = inputs['x']!;
  return gpu.run({
    inputs,
    shape,
    dtype: 'float32',
    ints: { radius: depthRadius, width: shape.at(-1)! },
    floats: { bias, alpha, beta },
    body,
  });
}

/** WGSL: the `sum` of `term` over the elements `k` of i's row that are at most `radius` away. */
function overNeighbors(term: string): string {
  return `let start = i - i % uniforms.width;
    var sum = 0.0;
    for (var k = max(start, i - uniforms.radius); k <= min(start + uniforms.width - 1, i + uniforms.radius); k++) { sum += ${term}; }`;
}
