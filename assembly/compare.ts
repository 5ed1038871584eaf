const EQUAL: i32 = 0;
const NOT_EQUAL: i32 = 1;
const LESS: i32 = 2;
const LESS_EQUAL: i32 = 3;

// Comparisons of two operands, read in rows as in pairwise.ts; y gets a byte for each, 0 or 1.

export function equal(
  a: usize,
  aRow: usize,
  aStride: usize,
  b: usize,
  bRow: usize,
  bStride: usize,
  y: usize,
  rows: i32,
  length: i32,
): void {
  Comparison.run(EQUAL, a, aRow, aStride, b, bRow, bStride, y, rows, length);
}

export function notEqual(
  a: usize,
  aRow: usize,
  aStride: usize,
  b: usize,
  bRow: usize,
  bStride: usize,
  y: usize,
  rows: i32,
  length: i32,
): void {
  Comparison.run(NOT_EQUAL, a, aRow, aStride, b, bRow, bStride, y, rows, length);
}

export function less(a: usize, aRow: usize, aStride: usize, b: usize, bRow: usize, bStride: usize, y: usize, rows: i32, length: i32): void {
  Comparison.run(LESS, a, aRow, aStride, b, bRow, bStride, y, rows, length);
}

export function lessEqual(
  a: usize,
  aRow: usize,
  aStride: usize,
  b: usize,
  bRow: usize,
  bStride: usize,
  y: usize,
  rows: i32,
  length: i32,
): void {
  Comparison.run(LESS_EQUAL, a, aRow, aStride, b, bRow, bStride, y, rows, length);
}

/** y[i] = condition[i] ? t[i] : e[i] for elements of 4 bytes; strides of t and e are 4, or 0 to repeat one. */
export function select(condition: usize, t: usize, tStride: usize, e: usize, eStride: usize, y: usize, length: i32): void {
  const yes = v128.load32_splat(t);
  const no = v128.load32_splat(e);
  const end = y + (length << 2);
  for (; y + 16 <= end; condition += 4, t += 4 * tStride, e += 4 * eStride, y += 16) {
    const bytes = i16x8.extend_low_i8x16_u(v128.load32_zero(condition));
    const chosen = i32x4.ne(i32x4.extend_low_i16x8_u(bytes), i32x4.splat(0));
    v128.store(y, v128.bitselect(tStride == 0 ? yes : v128.load(t), eStride == 0 ? no : v128.load(e), chosen));
  }
  for (; y < end; condition++, t += tStride, e += eStride, y += 4) store<i32>(y, load<u8>(condition) != 0 ? load<i32>(t) : load<i32>(e));
}

abstract class Comparison {
  @inline
  static run(f: i32, a: usize, aRow: usize, aStride: usize, b: usize, bRow: usize, bStride: usize, y: usize, rows: i32, length: i32): void {
    for (let row = 0; row < rows; row++, a += aRow, b += bRow, y += length) {
      if (aStride == 0) Comparison.walk(f, true, false, a, b, y, y + length);
      else if (bStride == 0) Comparison.walk(f, false, true, a, b, y, y + length);
      else Comparison.walk(f, false, false, a, b, y, y + length);
    }
  }

  @inline
  static walk(f: i32, repeatA: bool, repeatB: bool, a: usize, b: usize, y: usize, end: usize): void {
    const u = v128.load32_splat(a);
    const v = v128.load32_splat(b);
    for (; y + 16 <= end; y += 16) {
      const first = Comparison.apply(f, repeatA ? u : v128.load(a), repeatB ? v : v128.load(b));
      const second = Comparison.apply(f, repeatA ? u : v128.load(a, 16), repeatB ? v : v128.load(b, 16));
      const third = Comparison.apply(f, repeatA ? u : v128.load(a, 32), repeatB ? v : v128.load(b, 32));
      const fourth = Comparison.apply(f, repeatA ? u : v128.load(a, 48), repeatB ? v : v128.load(b, 48));
      const masks = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(first, second), i16x8.narrow_i32x4_s(third, fourth));
      v128.store(y, v128.and(masks, i8x16.splat(1)));
      if (!repeatA) a += 64;
      if (!repeatB) b += 64;
    }
    for (; y < end; y++) {
      const mask = Comparison.apply(f, repeatA ? u : v128.load32_zero(a), repeatB ? v : v128.load32_zero(b));
      store<u8>(y, i32x4.extract_lane(mask, 0) & 1);
      if (!repeatA) a += 4;
      if (!repeatB) b += 4;
    }
  }

  @inline
  static apply(f: i32, a: v128, b: v128): v128 {
    if (f == EQUAL) return f32x4.eq(a, b);
    if (f == NOT_EQUAL) return f32x4.ne(a, b);
    if (f == LESS) return f32x4.lt(a, b);
    return f32x4.le(a, b);
  }
}
