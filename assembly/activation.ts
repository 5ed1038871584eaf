import { Tail } from './lanes';

const RELU: i32 = 0;
const SIGMOID: i32 = 1;
const TANH: i32 = 2;

/** dy where y > 0, else 0; NaN where y is. */
export function reluGrad(dy: usize, y: usize, dx: usize, length: i32): void {
  Slope.map(RELU, dy, y, dx, length);
}

/** dy * y * (1 - y) */
export function sigmoidGrad(dy: usize, y: usize, dx: usize, length: i32): void {
  Slope.map(SIGMOID, dy, y, dx, length);
}

/** dy * (1 - y^2) */
export function tanhGrad(dy: usize, y: usize, dx: usize, length: i32): void {
  Slope.map(TANH, dy, y, dx, length);
}

abstract class Slope {
  @inline
  static map(f: i32, dy: usize, y: usize, dx: usize, length: i32): void {
    const end = dx + (length << 2);
    for (; dx + 32 <= end; dy += 32, y += 32, dx += 32) {
      v128.store(dx, Slope.apply(f, v128.load(dy), v128.load(y)));
      v128.store(dx, Slope.apply(f, v128.load(dy, 16), v128.load(y, 16)), 16);
    }
    for (; dx + 16 <= end; dy += 16, y += 16, dx += 16) v128.store(dx, Slope.apply(f, v128.load(dy), v128.load(y)));
    const rest = length & 3;
    if (rest > 0) Tail.store(dx, Slope.apply(f, Tail.load(dy, rest), Tail.load(y, rest)), rest);
  }

  @inline
  static apply(f: i32, g: v128, y: v128): v128 {
    const one = f32x4.splat(1);
    if (f == SIGMOID) return f32x4.mul(f32x4.mul(g, y), f32x4.sub(one, y));
    if (f == TANH) return f32x4.mul(g, f32x4.sub(one, f32x4.mul(y, y)));
    const passed = v128.and(g, f32x4.gt(y, f32x4.splat(0)));
    return v128.bitselect(passed, y, f32x4.eq(y, y));
  }
}
