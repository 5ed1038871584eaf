import { sizeOf, stridesOf } from '../../core/shape.ts';
import type { KernelMap } from '../kernel-map.ts';
import type { Raw } from '../raw.ts';
import type { Kernels } from './kernel-type.ts';
import { pick } from './movement.ts';
import { offsets, stridedOffsets } from './offsets.ts';
import { block, valuesOf, zeros } from './values.ts';

/** Kernels that add places around a block: a constant, or the block mirrored at its edge. */
export const padKernels: Kernels<'MirrorPad' | 'PadV2'> = {
  MirrorPad: mirrorPad,
  PadV2: ({ x }, { paddings, constantValue }) => {
    const shape = x.shape.map((length, axis) => paddings[axis]![0] + length + paddings[axis]![1]);
    const strides = stridesOf(shape);
    const start = paddings.reduce((sum, [before], axis) => sum + before * strides[axis]!, 0);
    const values = valuesOf(x);
    const padded = zeros(x.dtype, sizeOf(shape)).fill(constantValue);
    const into = stridedOffsets(x.shape, strides, start);
    for (let i = 0; i < into.length; i++) padded[into[i]!] = values[i]!;
    return block(x, shape, x.dtype, padded);
  },
};

/** 'reflect' does not repeat the edge, 'symmetric' does. */
function mirrorPad({ x }: KernelMap['MirrorPad']['inputs'], { paddings, mode }: KernelMap['MirrorPad']['attrs']): Raw {
  const strides = stridesOf(x.shape);
  const repeat = mode === 'symmetric' ? 1 : 0;
  const perAxis = x.shape.map((length, axis) => {
    const [before, after] = paddings[axis]!;
    return Array.from({ length: before + length + after }, (_, i) => {
      const place = i - before;
      if (place < 0) return (-place - repeat) * strides[axis]!;
      if (place >= length) return (2 * (length - 1) - place + repeat) * strides[axis]!;
      return place * strides[axis]!;
    });
  });
  return pick(
    x,
    perAxis.map((places) => places.length),
    offsets(perAxis),
  );
}
