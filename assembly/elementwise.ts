import { Exponential } from './exponential';
import { Tail } from './lanes';

const EXP: i32 = 0;
const TANH: i32 = 1;
const SOFTPLUS: i32 = 2;
const SIGN: i32 = 3;
const LOG: i32 = 4;

export function exp(x: usize, y: usize, length: i32): void {
  Lanes.map(EXP, x, y, length);
}

export function tanh(x: usize, y: usize, length: i32): void {
  Lanes.map(TANH, x, y, length);
}

export function softplus(x: usize, y: usize, length: i32): void {
  Lanes.map(SOFTPLUS, x, y, length);
}

export function log(x: usize, y: usize, length: i32): void {
  Lanes.map(LOG, x, y, length);
}

export function sign(x: usize, y: usize, length: i32): void {
  Lanes.map(SIGN, x, y, length);
}

/** Limits to [low, high]; NaN stays, as pmin and pmax hand it on where it comes first. */
export function clip(x: usize, y: usize, length: i32, low: f32, high: f32): void {
  const least = f32x4.splat(low);
  const most = f32x4.splat(high);
  const end = y + (length << 2);
  for (; y + 32 <= end; x += 32, y += 32) {
    v128.store(y, f32x4.pmin(f32x4.pmax(v128.load(x), least), most));
    v128.store(y, f32x4.pmin(f32x4.pmax(v128.load(x, 16), least), most), 16);
  }
  for (; y < end; x += 4, y += 4) store<f32>(y, min(max(load<f32>(x), low), high));
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
    if (f == EXP) return Exponential.of(x);
    if (f == TANH) return Lanes.tanhOf(x);
    if (f == LOG) return Lanes.logOf(x);
    if (f == SOFTPLUS) return Lanes.softplusOf(x);
    return Lanes.signOf(x);
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
    const e = Exponential.of(f32x4.add(size, size));
    const large = f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(e, f32x4.splat(1))));
    const signed = v128.or(large, v128.and(x, f32x4.splat(-0.0)));
    return v128.bitselect(small, signed, f32x4.lt(size, f32x4.splat(0.625)));
  }

  /** max(x, 0) + log(1 + e) with e = exp(-|x|), and log(1 + e) = 2 artanh(e / (2 + e)) as its series, whose argument is at most 1/3. */
  @inline
  static softplusOf(x: v128): v128 {
    const e = Exponential.of(f32x4.neg(f32x4.abs(x)));
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
    return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), f32x4.mul(p, s));
  }

  /** Cephes' logf: x = m 2^e with m - 1 near 0. What is below 2^-126 is scaled first. */
  @inline
  static logOf(x: v128): v128 {
    const tiny = f32x4.lt(x, f32x4.splat(1.17549435e-38));
    const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, tiny);
    let exponent = i32x4.sub(i32x4.shr_u(scaled, 23), i32x4.splat(126));
    exponent = i32x4.sub(exponent, v128.and(tiny, i32x4.splat(23)));
    const half = v128.or(v128.and(scaled, i32x4.splat(0x7fffff)), f32x4.splat(0.5));
    // The mask is -1 where m doubles and e falls by one, so that m lies between sqrt(1/2) and sqrt(2).
    const low = f32x4.lt(half, f32x4.splat(0.70710678));
    const e = f32x4.convert_i32x4_s(i32x4.add(exponent, low));
    const m = f32x4.sub(f32x4.add(half, v128.and(half, low)), f32x4.splat(1));
    const square = f32x4.mul(m, m);
    let p = f32x4.splat(7.0376836292e-2);
    p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.151461031e-1));
    p = f32x4.add(f32x4.mul(p, m), f32x4.splat(1.167699874e-1));
    p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.2420140846e-1));
    p = f32x4.add(f32x4.mul(p, m), f32x4.splat(1.4249322787e-1));
    p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.6668057665e-1));
    p = f32x4.add(f32x4.mul(p, m), f32x4.splat(2.0000714765e-1));
    p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-2.4999993993e-1));
    p = f32x4.add(f32x4.mul(p, m), f32x4.splat(3.3333331174e-1));
    let y = f32x4.mul(f32x4.mul(m, square), p);
    y = f32x4.sub(y, f32x4.mul(e, f32x4.splat(2.1219444e-4)));
    y = f32x4.sub(y, f32x4.mul(square, f32x4.splat(0.5)));
    y = f32x4.add(f32x4.add(m, y), f32x4.mul(e, f32x4.splat(0.693359375)));
    y = v128.bitselect(x, y, v128.or(f32x4.eq(x, f32x4.splat(Infinity)), f32x4.ne(x, x)));
    y = v128.bitselect(f32x4.splat(-Infinity), y, f32x4.eq(x, f32x4.splat(0)));
    return v128.bitselect(f32x4.splat(NaN), y, f32x4.lt(x, f32x4.splat(0)));
  }

  @inline
  static signOf(x: v128): v128 {
    const one = v128.and(f32x4.ne(x, f32x4.splat(0)), f32x4.splat(1));
    const signed = v128.or(one, v128.and(x, f32x4.splat(-0.0)));
    return v128.bitselect(signed, x, f32x4.eq(x, x));
  }
}
