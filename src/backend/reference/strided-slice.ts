import { stridesOf } from '../../core/shape.ts';
import type { KernelMap } from '../kernel-map.ts';
import type { Raw } from '../raw.ts';
import type { Kernels } from './kernel-type.ts';
import { pick } from './movement.ts';
import { offsets } from './offsets.ts';

/** `x[begin:end:stride, ...]` with TensorFlow's masks: bit i of a mask speaks of the i-th entry of begin, end and strides. */
export const stridedSliceKernels: Kernels<'StridedSlice'> = { StridedSlice: stridedSlice };

type Attrs = KernelMap['StridedSlice']['attrs'];

function stridedSlice({ x }: KernelMap['StridedSlice']['inputs'], attrs: Attrs): Raw {
  const places: number[][] = [];
  const shape: number[] = [];
  const keep = (along: number[]): void => {
    places.push(along);
    shape.push(along.length);
  };
  const keepWhole = (): void => keep(range(0, x.shape[places.length]!, 1));
  for (let entry = 0; entry < attrs.begin.length; entry++) {
    if (has(attrs.ellipsisMask, entry)) {
      const named = attrs.begin.filter((_, later) => later > entry && !has(attrs.newAxisMask, later)).length;
      while (places.length < x.shape.length - named) keepWhole();
    } else if (has(attrs.newAxisMask, entry)) {
      shape.push(1);
    } else if (has(attrs.shrinkAxisMask, entry)) {
      places.push([fromFront(attrs.begin[entry]!, x.shape[places.length]!)]);
    } else {
      keep(placesOf(attrs, entry, x.shape[places.length]!));
    }
  }
  while (places.length < x.shape.length) keepWhole();
  const strides = stridesOf(x.shape);
  return pick(x, shape, offsets(places.map((along, axis) => along.map((place) => place * strides[axis]!))));
}

function has(mask: number | undefined, entry: number): boolean {
  return (((mask ?? 0) >> entry) & 1) === 1;
}

function fromFront(place: number, length: number): number {
  return place < 0 ? place + length : place;
}

/** Bounds outside the axis stop at its ends, as in Python. */
function placesOf({ begin, end, strides, beginMask, endMask }: Attrs, entry: number, length: number): number[] {
  const stride = strides[entry]!;
  const [first, past] = stride > 0 ? [0, length] : [length - 1, -1];
  const bound = (place: number): number => Math.min(Math.max(fromFront(place, length), Math.min(first, past)), Math.max(first, past));
  const start = has(beginMask, entry) ? first : bound(begin[entry]!);
  const stop = has(endMask, entry) ? past : bound(end[entry]!);
  return range(start, stop, stride);
}

function range(start: number, stop: number, stride: number): number[] {
  return Array.from({ length: Math.max(0, Math.ceil((stop - start) / stride)) }, (_, i) => start + i * stride);
}
