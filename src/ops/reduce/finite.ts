import { kernel } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { constant } from '../../graph/constants.ts';

/** Largest finite float32: (2 - 2^-23) * 2^127. */
const largestFloat32 = (2 - 2 ** -23) * 2 ** 127;

/** `x` with infinities replaced by the largest finite numbers: to scale by without Infinity / Infinity. @internal */
export function finite(x: Raw): Raw {
  const largest = x.dtype === 'float64' ? Number.MAX_VALUE : largestFloat32;
  return kernel('Minimum', {
    a: kernel('Maximum', { a: x, b: constant(x.device, -largest, x.dtype) }),
    b: constant(x.device, largest, x.dtype),
  });
}
