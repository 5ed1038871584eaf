import { normalizeAxis } from '../../core/shape.ts';
import type { KernelMap } from '../kernel-map.ts';
import type { Raw } from '../raw.ts';
import type { Kernels } from './kernel-type.ts';
import { linesAlong } from './offsets.ts';
import { block, valuesOf, zeros } from './values.ts';

/** Running sums and products along an axis. */
export const cumulateKernels: Kernels<'Cumprod' | 'Cumsum'> = {
  Cumprod: ({ x }, attrs) => cumulate(x, attrs, 1, (product, v) => product * v),
  Cumsum: ({ x }, attrs) => cumulate(x, attrs, 0, (sum, v) => sum + v),
};

function cumulate(
  x: Raw,
  { axis, exclusive, reverse }: KernelMap['Cumsum']['attrs'],
  initial: number,
  f: (running: number, v: number) => number,
): Raw {
  const along = normalizeAxis('kernel', axis, x.shape.length);
  const length = x.shape[along]!;
  const { starts, stride } = linesAlong(x.shape, along);
  const values = valuesOf(x);
  const result = zeros(x.dtype, values.length);
  for (const start of starts) {
    let running = initial;
    for (let k = 0; k < length; k++) {
      const at = start + (reverse ? length - 1 - k : k) * stride;
      const next = f(running, values[at]!);
      result[at] = exclusive ? running : next;
      running = next;
    }
  }
  return block(x, x.shape, x.dtype, result);
}
