export abstract class Exponential {
  /** Cephes' expf: e^x = 2^n e^r with |r| <= ln(2)/2. 2^n is made in two factors, for 2^-149 and 2^128 have no float each. */
  @inline
  static of(x: v128): v128 {
    // Below -104 it is 0 and above 89 infinite. pmin and pmax hand a NaN on that comes first.
    const within = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-104)), f32x4.splat(89));
    // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
    const magic = f32x4.splat(12582912);
    const rounded = f32x4.add(f32x4.mul(within, f32x4.splat(1.44269504)), magic);
    const n = f32x4.sub(rounded, magic);
    let r = f32x4.sub(within, f32x4.mul(n, f32x4.splat(0.693359375)));
    r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.1219444e-4)));
    let p = f32x4.splat(1.98756915e-4);
    p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
    p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
    p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
    p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
    p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
    p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
    const exponent = i32x4.sub(rounded, magic);
    const half = i32x4.shr_s(exponent, 1);
    return f32x4.mul(f32x4.mul(p, Exponential.powerOfTwo(half)), Exponential.powerOfTwo(i32x4.sub(exponent, half)));
  }

  @inline
  static powerOfTwo(n: v128): v128 {
    return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
  }
}
