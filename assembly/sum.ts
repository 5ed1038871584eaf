/** Sums of rows of `length` floats, kept in float64: y[row] = sum of x[row, ...]. */
export function sumRows(x: usize, y: usize, rows: i32, length: i32): void {
  for (let row = 0; row < rows; row++, y += 4) {
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    const end = x + (length << 2);
    for (; x + 16 <= end; x += 16) {
      const v = v128.load(x);
      low = f64x2.add(low, f64x2.promote_low_f32x4(v));
      high = f64x2.add(high, f64x2.promote_low_f32x4(i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)));
    }
    low = f64x2.add(low, high);
    let total = f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1);
    for (; x < end; x += 4) total += <f64>load<f32>(x);
    store<f32>(y, <f32>total);
  }
}

/** Sums over the middle axis of x [outer, length, inner], kept in float64: y[outer, inner]. */
export function sumColumns(x: usize, y: usize, outer: i32, length: i32, inner: i32): void {
  const stride = inner << 2;
  for (let o = 0; o < outer; o++, x += length * stride, y += stride) {
    let i = 0;
    for (; i + 8 <= inner; i += 8) {
      let a = f64x2.splat(0);
      let b = f64x2.splat(0);
      let c = f64x2.splat(0);
      let d = f64x2.splat(0);
      let from = x + (i << 2);
      for (let k = 0; k < length; k++, from += stride) {
        a = f64x2.add(a, f64x2.promote_low_f32x4(v128.load64_zero(from)));
        b = f64x2.add(b, f64x2.promote_low_f32x4(v128.load64_zero(from, 8)));
        c = f64x2.add(c, f64x2.promote_low_f32x4(v128.load64_zero(from, 16)));
        d = f64x2.add(d, f64x2.promote_low_f32x4(v128.load64_zero(from, 24)));
      }
      const to = y + (i << 2);
      v128.store64_lane(to, f32x4.demote_f64x2_zero(a), 0);
      v128.store64_lane(to, f32x4.demote_f64x2_zero(b), 0, 8);
      v128.store64_lane(to, f32x4.demote_f64x2_zero(c), 0, 16);
      v128.store64_lane(to, f32x4.demote_f64x2_zero(d), 0, 24);
    }
    for (; i < inner; i++) {
      let total: f64 = 0;
      let from = x + (i << 2);
      for (let k = 0; k < length; k++, from += stride) total += <f64>load<f32>(from);
      store<f32>(y + (i << 2), <f32>total);
    }
  }
}
