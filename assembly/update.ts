import { Tail } from './lanes';

/**
 * One step of Adam in one pass. With h = g + penalty w: m' = beta1 m + share1 h, v' = beta2 v + share2 h^2,
 * w' = keep w - rate m' / (sqrt(v') * scale + epsilon).
 */
export function adam(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  nextW: usize,
  nextM: usize,
  nextV: usize,
  length: i32,
  beta1: f32,
  share1: f32,
  beta2: f32,
  share2: f32,
  rate: f32,
  scale: f32,
  epsilon: f32,
  keep: f32,
  penalty: f32,
): void {
  const end = nextW + (length << 2);
  const past1 = f32x4.splat(beta1);
  const new1 = f32x4.splat(share1);
  const past2 = f32x4.splat(beta2);
  const new2 = f32x4.splat(share2);
  const step = f32x4.splat(rate);
  const rescale = f32x4.splat(scale);
  const least = f32x4.splat(epsilon);
  const kept = f32x4.splat(keep);
  const pull = f32x4.splat(penalty);
  for (; nextW + 16 <= end; w += 16, g += 16, m += 16, v += 16, nextW += 16, nextM += 16, nextV += 16) {
    const before = v128.load(w);
    const h = f32x4.add(v128.load(g), f32x4.mul(pull, before));
    const first = f32x4.add(f32x4.mul(past1, v128.load(m)), f32x4.mul(new1, h));
    const second = f32x4.add(f32x4.mul(past2, v128.load(v)), f32x4.mul(new2, f32x4.mul(h, h)));
    v128.store(nextM, first);
    v128.store(nextV, second);
    v128.store(nextW, Moved.from(before, first, second, kept, step, rescale, least));
  }
  const rest = length & 3;
  if (rest > 0) {
    const before = Tail.load(w, rest);
    const h = f32x4.add(Tail.load(g, rest), f32x4.mul(pull, before));
    const first = f32x4.add(f32x4.mul(past1, Tail.load(m, rest)), f32x4.mul(new1, h));
    const second = f32x4.add(f32x4.mul(past2, Tail.load(v, rest)), f32x4.mul(new2, f32x4.mul(h, h)));
    Tail.store(nextM, first, rest);
    Tail.store(nextV, second, rest);
    Tail.store(nextW, Moved.from(before, first, second, kept, step, rescale, least), rest);
  }
}

abstract class Moved {
  @inline
  static from(before: v128, first: v128, second: v128, kept: v128, step: v128, rescale: v128, least: v128): v128 {
    const divisor = f32x4.add(f32x4.mul(f32x4.sqrt(second), rescale), least);
    return f32x4.sub(f32x4.mul(kept, before), f32x4.div(f32x4.mul(step, first), divisor));
  }
}
