const ADD: i32 = 0;
const SUBTRACT: i32 = 1;
const MULTIPLY: i32 = 2;
const DIVIDE: i32 = 3;
const SQUARED_DIFFERENCE: i32 = 4;
const MAXIMUM: i32 = 5;
const MINIMUM: i32 = 6;

// Functions of two operands, each read in `rows` of `length`: from one row to the next it moves by its row stride, within one
// by its stride, 4 or 0, which repeats it.

export function add(a: usize, aRow: usize, aStride: usize, b: usize, bRow: usize, bStride: usize, y: usize, rows: i32, length: i32): void {
  Pairs.run(ADD, a, aRow, aStride, b, bRow, bStride, y, rows, length);
}

export function subtract(
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
  Pairs.run(SUBTRACT, a, aRow, aStride, b, bRow, bStride, y, rows, length);
}

export function multiply(
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
  Pairs.run(MULTIPLY, a, aRow, aStride, b, bRow, bStride, y, rows, length);
}

export function divide(
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
  Pairs.run(DIVIDE, a, aRow, aStride, b, bRow, bStride, y, rows, length);
}

export function squaredDifference(
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
  Pairs.run(SQUARED_DIFFERENCE, a, aRow, aStride, b, bRow, bStride, y, rows, length);
}

/** NaN if one is. */
export function maximum(
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
  Pairs.run(MAXIMUM, a, aRow, aStride, b, bRow, bStride, y, rows, length);
}

/** NaN if one is. */
export function minimum(
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
  Pairs.run(MINIMUM, a, aRow, aStride, b, bRow, bStride, y, rows, length);
}

abstract class Pairs {
  @inline
  static run(f: i32, a: usize, aRow: usize, aStride: usize, b: usize, bRow: usize, bStride: usize, y: usize, rows: i32, length: i32): void {
    const size = length << 2;
    for (let row = 0; row < rows; row++, a += aRow, b += bRow, y += size) {
      if (aStride == 0) Pairs.walk(f, true, false, a, b, y, y + size);
      else if (bStride == 0) Pairs.walk(f, false, true, a, b, y, y + size);
      else Pairs.walk(f, false, false, a, b, y, y + size);
    }
  }

  @inline
  static walk(f: i32, repeatA: bool, repeatB: bool, a: usize, b: usize, y: usize, end: usize): void {
    const u = v128.load32_splat(a);
    const v = v128.load32_splat(b);
    for (; y + 32 <= end; y += 32) {
      v128.store(y, Pairs.apply(f, repeatA ? u : v128.load(a), repeatB ? v : v128.load(b)));
      v128.store(y, Pairs.apply(f, repeatA ? u : v128.load(a, 16), repeatB ? v : v128.load(b, 16)), 16);
      if (!repeatA) a += 32;
      if (!repeatB) b += 32;
    }
    for (; y < end; y += 4) {
      v128.store32_lane(y, Pairs.apply(f, repeatA ? u : v128.load32_zero(a), repeatB ? v : v128.load32_zero(b)), 0);
      if (!repeatA) a += 4;
      if (!repeatB) b += 4;
    }
  }

  @inline
  static apply(f: i32, a: v128, b: v128): v128 {
    if (f == ADD) return f32x4.add(a, b);
    if (f == SUBTRACT) return f32x4.sub(a, b);
    if (f == MULTIPLY) return f32x4.mul(a, b);
    if (f == DIVIDE) return f32x4.div(a, b);
    if (f == MAXIMUM) return f32x4.max(a, b);
    if (f == MINIMUM) return f32x4.min(a, b);
    const difference = f32x4.sub(a, b);
    return f32x4.mul(difference, difference);
  }
}
