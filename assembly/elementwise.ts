import { Tail } from './lanes';

const EXP: i32 = 0;
const TANH: i32 = 1;
const SOFTPLUS: i32 = 2;
const SIGN: i32 = 3;

export function exp(x: usize, y: usize, length: i32): void {
  Lanes.map(EXP, x, y, length);
}

export function tanh(x: usize, y: usize, length: i32): void {
  Lanes.map(TANH, x, y, length);
}

export function softplus(x: usize, y: usize, length: i32): void {
  Lanes.map(SOFTPLUS, x, y, length);
}

export function sign(x: usize, y: usize, length: i32): void {
  Lanes.map(SIGN, x, y, length);
}

/** Limits to [low, high]; NaN stays. */
export function clip(x: usize, y: usize, length: i32, low: f32, high: f32): void {
  const least = f32x4.splat(low);
  const most = f32x4.splat(high);
  const end = y + (length << 2);
  for (; y + 32 <= end; x += 32, y += 32) {
    v128.store(y, f32x4.min(f32x4.max(v128.load(x), least), most));
    v128.store(y, f32x4.min(f32x4.max(v128.load(x, 16), least), most), 16);
  }
  for (; y < end; x += 4, y += 4) store<f32>(y, min(max(load<f32>(x), low), high));
}

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

abstract class Lanes {
  @inline
  static map(f: i32, x: usize, y: usize, length: i32): void {
    const end = y + (length << 2);
    for (; y + 32 <= end; x += 32, y += 32) {
      v128.store(y, Lanes.apply(f, v128.load(x)));
      v128.store(y, Lanes.apply(f, v128.load(x, 16)), 16);
    }
    for (; y + 16 <= end; x += 16, y += 16) v128.store(y, Lanes.apply(f, v128.load(x)));
    const rest = length & 3;
    if (rest > 0) Tail.store(y, Lanes.apply(f, Tail.load(x, rest)), rest);
  }

  @inline
  static apply(f: i32, x: v128): v128 {
    if (f == EXP) return Lanes.expOf(x);
    if (f == TANH) return Lanes.tanhOf(x);
    if (f == SOFTPLUS) return Lanes.softplusOf(x);
    return Lanes.signOf(x);
  }

  /** Cephes' expf: e^x = 2^n e^r with |r| <= ln(2)/2. 2^n is made in two factors, for 2^-149 and 2^128 have no float each. */
  @inline
  static expOf(x: v128): v128 {
    // Below -104 it is 0 and above 89 infinite; min and max hand NaN on.
    const within = f32x4.min(f32x4.max(x, f32x4.splat(-104)), f32x4.splat(89));
    const n = f32x4.nearest(f32x4.mul(within, f32x4.splat(1.44269504)));
    let r = f32x4.sub(within, f32x4.mul(n, f32x4.splat(0.693359375)));
    r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.1219444e-4)));
    let p = f32x4.splat(1.98756915e-4);
    p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
    p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
    p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
    p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
    p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
    p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
    const exponent = i32x4.trunc_sat_f32x4_s(n);
    const half = i32x4.shr_s(exponent, 1);
    return f32x4.mul(f32x4.mul(p, Lanes.powerOfTwo(half)), Lanes.powerOfTwo(i32x4.sub(exponent, half)));
  }

  @inline
  static powerOfTwo(n: v128): v128 {
    return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
  }

  /** Cephes' tanhf: a polynomial where 1 - 2 / (e^2x + 1) would cancel. */
  @inline
  static tanhOf(x: v128): v128 {
    const size = f32x4.abs(x);
    const square = f32x4.mul(x, x);
    let p = f32x4.splat(-5.70498872745e-3);
    p = f32x4.add(f32x4.mul(p, square), f32x4.splat(2.06390887954e-2));
    p = f32x4.add(f32x4.mul(p, square), f32x4.splat(-5.37397155531e-2));
    p = f32x4.add(f32x4.mul(p, square), f32x4.splat(1.33314422036e-1));
    p = f32x4.add(f32x4.mul(p, square), f32x4.splat(-3.33332819422e-1));
    const small = f32x4.add(f32x4.mul(f32x4.mul(p, square), x), x);
    const e = Lanes.expOf(f32x4.add(size, size));
    const large = f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(e, f32x4.splat(1))));
    const signed = v128.or(large, v128.and(x, f32x4.splat(-0.0)));
    return v128.bitselect(small, signed, f32x4.lt(size, f32x4.splat(0.625)));
  }

  /** max(x, 0) + log(1 + e) with e = exp(-|x|), and log(1 + e) = 2 artanh(e / (2 + e)) as its series, whose argument is at most 1/3. */
  @inline
  static softplusOf(x: v128): v128 {
    const e = Lanes.expOf(f32x4.neg(f32x4.abs(x)));
    const s = f32x4.div(e, f32x4.add(e, f32x4.splat(2)));
    const square = f32x4.mul(s, s);
    let p = f32x4.splat(2.0 / 15.0);
    p = f32x4.add(f32x4.mul(p, square), f32x4.splat(2.0 / 13.0));
    p = f32x4.add(f32x4.mul(p, square), f32x4.splat(2.0 / 11.0));
    p = f32x4.add(f32x4.mul(p, square), f32x4.splat(2.0 / 9.0));
    p = f32x4.add(f32x4.mul(p, square), f32x4.splat(2.0 / 7.0));
    p = f32x4.add(f32x4.mul(p, square), f32x4.splat(2.0 / 5.0));
    p = f32x4.add(f32x4.mul(p, square), f32x4.splat(2.0 / 3.0));
    p = f32x4.add(f32x4.mul(p, square), f32x4.splat(2));
    return f32x4.add(f32x4.max(x, f32x4.splat(0)), f32x4.mul(p, s));
  }

  @inline
  static signOf(x: v128): v128 {
    const one = v128.and(f32x4.ne(x, f32x4.splat(0)), f32x4.splat(1));
    const signed = v128.or(one, v128.and(x, f32x4.splat(-0.0)));
    return v128.bitselect(signed, x, f32x4.eq(x, x));
  }
}
