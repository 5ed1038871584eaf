import { sizeOf, stridesOf, type Shape } from '../core/shape.ts';

/** The flat index of the slice of a block of `shape` that each row of indices names; -1 where one lies outside. */
export function slicesNamed(places: ArrayLike<number>, placesShape: Shape, shape: Shape): Int32Array {
  const depth = placesShape.at(-1)!;
  const strides = stridesOf(shape.slice(0, depth));
  return Int32Array.from({ length: sizeOf(placesShape.slice(0, -1)) }, (_, row) => {
    let slice = 0;
    for (let d = 0; d < depth; d++) {
      const place = places[row * depth + d]!;
      if (place < 0 || place >= shape[d]!) return -1;
      slice += place * strides[d]!;
    }
    return slice;
  });
}
