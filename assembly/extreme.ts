// Largest and smallest along an axis, NaN if one is; of no elements -Infinity and Infinity.

export function maximumRows(x: usize, y: usize, rows: i32, length: i32): void {
  Extreme.rows(true, x, y, rows, length);
}

export function minimumRows(x: usize, y: usize, rows: i32, length: i32): void {
  Extreme.rows(false, x, y, rows, length);
}

/** Along the middle axis of x [outer, length, inner]. */
export function maximumColumns(x: usize, y: usize, outer: i32, length: i32, inner: i32): void {
  Extreme.columns(true, x, y, outer, length, inner);
}

/** Along the middle axis of x [outer, length, inner]. */
export function minimumColumns(x: usize, y: usize, outer: i32, length: i32, inner: i32): void {
  Extreme.columns(false, x, y, outer, length, inner);
}

export abstract class Extreme {
  @inline
  static rows(largest: bool, x: usize, y: usize, rows: i32, length: i32): void {
    for (let row = 0; row < rows; row++, x += length << 2, y += 4) store<f32>(y, Extreme.row(largest, x, length));
  }

  @inline
  static row(largest: bool, x: usize, length: i32): f32 {
    const none: f32 = largest ? -Infinity : Infinity;
    const end = x + (length << 2);
    let lanes = f32x4.splat(none);
    for (; x + 16 <= end; x += 16) lanes = largest ? f32x4.max(lanes, v128.load(x)) : f32x4.min(lanes, v128.load(x));
    let best = none;
    for (; x < end; x += 4) best = largest ? max(best, load<f32>(x)) : min(best, load<f32>(x));
    const a = f32x4.extract_lane(lanes, 0);
    const b = f32x4.extract_lane(lanes, 1);
    const c = f32x4.extract_lane(lanes, 2);
    const d = f32x4.extract_lane(lanes, 3);
    return largest ? max(best, max(max(a, b), max(c, d))) : min(best, min(min(a, b), min(c, d)));
  }

  @inline
  static columns(largest: bool, x: usize, y: usize, outer: i32, length: i32, inner: i32): void {
    const none: f32 = largest ? -Infinity : Infinity;
    const stride = inner << 2;
    for (let o = 0; o < outer; o++, x += length * stride, y += stride) {
      let i = 0;
      for (; i + 4 <= inner; i += 4) {
        let lanes = f32x4.splat(none);
        let from = x + (i << 2);
        for (let k = 0; k < length; k++, from += stride)
          lanes = largest ? f32x4.max(lanes, v128.load(from)) : f32x4.min(lanes, v128.load(from));
        v128.store(y + (i << 2), lanes);
      }
      for (; i < inner; i++) {
        let best = none;
        let from = x + (i << 2);
        for (let k = 0; k < length; k++, from += stride) best = largest ? max(best, load<f32>(from)) : min(best, load<f32>(from));
        store<f32>(y + (i << 2), best);
      }
    }
  }
}
