import type { GpuKernels } from './kernel-type.ts';

/** Steps of optimizers. A shader writes one block: the two moments, then the parameter from them. */
export const updateKernels: GpuKernels<'AdamUpdate'> = {
  AdamUpdate: (gpu, { parameter, gradient, m, v }, { beta1, beta2, rate, root, epsilon, keep, penalty }) => {
    const { shape } = parameter;
    const h = 'let h = gradient[i] + uniforms.penalty * parameter[i];';
    const nextM = gpu.run({
      inputs: { parameter, gradient, m },
      shape,
      dtype: 'float32',
      floats: { penalty, past: beta1, share: 1 - beta1 },
      body: `${h}\nresult[i] = uniforms.past * m[i] + uniforms.share * h;`,
    });
    const nextV = gpu.run({
      inputs: { parameter, gradient, v },
      shape,
      dtype: 'float32',
      floats: { penalty, past: beta2, share: 1 - beta2 },
      body: `${h}\nresult[i] = uniforms.past * v[i] + uniforms.share * h * h;`,
    });
    const next = gpu.run({
      inputs: { parameter, nextM, nextV },
      shape,
      dtype: 'float32',
      floats: { rate, scale: 1 / root, least: epsilon, kept: keep },
      body: 'result[i] = uniforms.kept * parameter[i] - uniforms.rate * nextM[i] / (sqrt(nextV[i]) * uniforms.scale + uniforms.least);',
    });
    return [next, nextM, nextV];
  },
};
