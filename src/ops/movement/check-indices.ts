import type { Raw } from '../../backend/raw.ts';
import { ArgumentError } from '../../core/errors.ts';
import { rawOf, type Tensor } from '../../graph/tensor.ts';

/**
 * Refuses indices outside an axis, where reading them costs nothing.
 *
 * Elsewhere a read would wait for the device; each kernel then does what its library does.
 */
export function checkIndices(op: string, indices: Raw, length: number): void {
  if (indices.device.managed) return;
  for (const index of indices.device.readSync(indices)) {
    if (index < 0 || index >= length) {
      throw new ArgumentError(
        `${op}: an index is outside the axis: index ${index}, length ${length}. Use indices from 0 to ${length - 1}.`,
        'indices',
        index,
      );
    }
  }
}

/** The same for a tensor. */
export function checkPlaces(op: string, indices: Tensor, length: number): void {
  checkIndices(op, rawOf(indices), length);
}
