/**
 * Functions that shaders of ours may call, in WGSL. WGSL bounds the error of its own sin, atan, tanh and others only loosely,
 * promises nothing about NaN and infinity, and drivers use the freedom (SwiftShader: log(NaN) = 89, exp(NaN) = Infinity).
 */
const helpers: Readonly<Record<string, string>> = {
  infinite: `fn infinite(x : f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) == 0x7f800000u; }`,

  nonzero: `fn nonzero(x : f32) -> bool { return isnan(x) || x != 0.0; }`,

  negative: `fn negative(x : f32) -> bool { return (bitcast<u32>(x) >> 31u) == 1u; }`,

  // 2 artanh(s), the odd power series; for |s| < 1/7 the first term left out is below 1e-10 of the sum.
  twiceArtanh: `fn twiceArtanh(s : f32) -> f32 {
    let q = s * s;
    return 2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q / 9.0))));
  }`,

  // Near 1 the logarithm is small and a driver's may be off by all of it; x - 1 is exact there.
  logOf: `fn logOf(x : f32) -> f32 {
    if (isnan(x) || x < 0.0) { return uniforms.NAN; }
    if (x == 0.0) { return -uniforms.INFINITY; }
    if (infinite(x)) { return x; }
    if (x > 0.75 && x < 1.25) { return twiceArtanh((x - 1.0) / (x + 1.0)); }
    return log(x);
  }`,

  log1pOf: `fn log1pOf(x : f32) -> f32 {
    if (abs(x) < 0.25) { return twiceArtanh(x / (2.0 + x)); }
    return logOf(1.0 + x);
  }`,

  expOf: `fn expOf(x : f32) -> f32 {
    if (isnan(x)) { return x; }
    if (infinite(x)) { return select(x, 0.0, x < 0.0); }
    return exp(x);
  }`,

  // exp(x) - 1 cancels near 0; there its Taylor series, cut where a term is below 1e-8 of the sum.
  expm1Of: `fn expm1Of(x : f32) -> f32 {
    if (abs(x) >= 0.5) { return expOf(x) - 1.0; }
    return x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0 * (1.0 + x / 5.0 * (1.0 + x / 6.0 * (1.0 + x / 7.0 * (1.0 + x / 8.0)))))));
  }`,

  sinhOf: `fn sinhOf(x : f32) -> f32 {
    let a = abs(x);
    if (a < 1.0) {
      let e = expm1Of(a);
      return sign(x) * 0.5 * (e + e / (e + 1.0));
    }
    // exp(x) overflows before exp(x) / 2 does.
    let h = expOf(0.5 * a);
    return sign(x) * (0.5 * h * h - 0.5 / (h * h));
  }`,

  coshOf: `fn coshOf(x : f32) -> f32 {
    let h = expOf(0.5 * abs(x));
    return 0.5 * h * h + 0.5 / (h * h);
  }`,

  tanhOf: `fn tanhOf(x : f32) -> f32 {
    let e = expm1Of(-2.0 * abs(x));
    return -sign(x) * e / (2.0 + e);
  }`,

  asinhOf: `fn asinhOf(x : f32) -> f32 {
    let a = abs(x);
    // x * x would overflow.
    if (a > 1e9) { return sign(x) * (logOf(a) + ${Math.LN2}); }
    return sign(x) * log1pOf(a + a * a / (1.0 + sqrt(a * a + 1.0)));
  }`,

  acoshOf: `fn acoshOf(x : f32) -> f32 {
    if (x < 1.0) { return uniforms.NAN; }
    if (x > 1e9) { return logOf(x) + ${Math.LN2}; }
    let t = x - 1.0;
    return log1pOf(t + sqrt(2.0 * t + t * t));
  }`,

  atanhOf: `fn atanhOf(x : f32) -> f32 {
    if (abs(x) > 1.0) { return uniforms.NAN; }
    return 0.5 * (log1pOf(x) - log1pOf(-x));
  }`,

  // pi/2 in three parts, the first two with so few bits that their products with n are exact: x - n pi/2 without cancellation.
  quadrant: `fn quadrant(n : f32, x : f32) -> f32 {
    return ((x - n * 1.5703125) - n * 4.837512969970703e-4) - n * 7.549789954891e-8;
  }`,

  // Taylor series on [-pi/4, pi/4], where the first terms left out are below 2e-9.
  turn: `fn turn(x : f32, quarters : i32) -> f32 {
    if (infinite(x)) { return uniforms.NAN; }
    let n = round(x * ${2 / Math.PI});
    let r = quadrant(n, x);
    let q = r * r;
    let quarter = (i32(n) + quarters) & 3;
    var y : f32;
    if ((quarter & 1) == 0) {
      y = r * (1.0 - q / 6.0 * (1.0 - q / 20.0 * (1.0 - q / 42.0 * (1.0 - q / 72.0))));
    } else {
      y = 1.0 - q / 2.0 * (1.0 - q / 12.0 * (1.0 - q / 30.0 * (1.0 - q / 56.0 * (1.0 - q / 90.0))));
    }
    return select(y, -y, quarter >= 2);
  }`,

  // For 0 <= t <= 1: halving the angle twice brings it below pi/16, where the series' next term is below 1e-10.
  atanBelow1: `fn atanBelow1(t : f32) -> f32 {
    let h = t / (1.0 + sqrt(1.0 + t * t));
    let s = h / (1.0 + sqrt(1.0 + h * h));
    let q = s * s;
    return 4.0 * s * (1.0 - q * (1.0 / 3.0 - q * (1.0 / 5.0 - q * (1.0 / 7.0 - q * (1.0 / 9.0 - q / 11.0)))));
  }`,

  atan2Of: `fn atan2Of(y : f32, x : f32) -> f32 {
    let a = abs(x);
    let b = abs(y);
    var t : f32;
    if (infinite(a) || infinite(b)) { t = select(0.0, 1.0, infinite(a) && infinite(b)); }
    else if (a == b) { t = select(1.0, 0.0, a == 0.0); }
    else { t = min(a, b) / max(a, b); }
    var angle = atanBelow1(t);
    if (b > a) { angle = ${Math.PI / 2} - angle; }
    if (negative(x)) { angle = ${Math.PI} - angle; }
    return select(angle, -angle, negative(y));
  }`,

  asinOf: `fn asinOf(x : f32) -> f32 {
    if (abs(x) > 1.0) { return uniforms.NAN; }
    return atan2Of(x, sqrt((1.0 - x) * (1.0 + x)));
  }`,

  acosOf: `fn acosOf(x : f32) -> f32 {
    if (abs(x) > 1.0) { return uniforms.NAN; }
    return atan2Of(sqrt((1.0 - x) * (1.0 + x)), x);
  }`,

  // Below 1 the series 2/sqrt(pi) exp(-x^2) sum (2x^2)^n x / (2n+1)!!, whose terms are all positive (Abramowitz and Stegun 7.1.6);
  // above, where its relative error is its absolute one, their approximation 7.1.26 (1.5e-7).
  erfOf: `fn erfOf(x : f32) -> f32 {
    let a = abs(x);
    if (a < 1.0) {
      var term = x;
      var sum = x;
      for (var n = 1; n <= 12; n++) {
        term *= 2.0 * x * x / f32(2 * n + 1);
        sum += term;
      }
      return ${2 / Math.sqrt(Math.PI)} * exp(-x * x) * sum;
    }
    if (a > 6.0) { return sign(x); }
    let t = 1.0 / (1.0 + 0.3275911 * a);
    let p = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    return sign(x) * (1.0 - p * exp(-a * a));
  }`,

  sigmoidOf: `fn sigmoidOf(x : f32) -> f32 {
    let e = expOf(-abs(x));
    return select(1.0, e, x < 0.0) / (1.0 + e);
  }`,

  softplusOf: `fn softplusOf(x : f32) -> f32 { return max(x, 0.0) + log1pOf(expOf(-abs(x))); }`,

  // JavaScript's rules for the corners: x^0 = 1 also of NaN, (+-1)^(+-Infinity) = NaN.
  powOf: `fn powOf(x : f32, y : f32) -> f32 {
    if (y == 0.0) { return 1.0; }
    if (isnan(x) || isnan(y)) { return uniforms.NAN; }
    let a = abs(x);
    if (infinite(y)) {
      if (a == 1.0) { return uniforms.NAN; }
      return select(0.0, uniforms.INFINITY, (a > 1.0) == (y > 0.0));
    }
    let whole = floor(y) == y;
    if (whole && abs(y) <= 64.0) {
      var result = 1.0;
      var base = x;
      for (var n = i32(abs(y)); n > 0; n >>= 1u) {
        if ((n & 1) == 1) { result *= base; }
        base *= base;
      }
      return select(result, 1.0 / result, y < 0.0);
    }
    if (a == 0.0 || infinite(a)) {
      let large = select(0.0, uniforms.INFINITY, (a > 0.0) == (y > 0.0));
      return select(large, -large, x < 0.0 && whole && odd(y));
    }
    if (x < 0.0 && !whole) { return uniforms.NAN; }
    let size = exp(y * logOf(a));
    return select(size, -size, x < 0.0 && odd(y));
  }`,

  // Every float32 from 2^24 up is even.
  odd: `fn odd(y : f32) -> bool { return abs(y) < 16777216.0 && (i32(abs(y)) & 1) == 1; }`,

  powOfInt: `fn powOfInt(x : i32, y : i32) -> i32 {
    if (y < 0) {
      if (x == 1) { return 1; }
      if (x == -1) { return select(1, -1, (y & 1) != 0); }
      return 0;
    }
    var result = 1;
    var base = x;
    for (var n = y; n > 0; n >>= 1u) {
      if ((n & 1) == 1) { result *= base; }
      base *= base;
    }
    return result;
  }`,

  // The remainder takes the divisor's sign. The quotient may be rounded across a whole number: hence the second look.
  modOf: `fn modOf(x : f32, y : f32) -> f32 {
    if (y == 0.0 || infinite(x)) { return uniforms.NAN; }
    var rest = x;
    if (!infinite(y)) {
      rest = x - y * trunc(x / y);
      if (abs(rest) >= abs(y)) { rest -= sign(rest) * abs(y); }
    }
    if (rest != 0.0 && (rest < 0.0) != (y < 0.0)) { rest += y; }
    return select(rest, 0.0, rest == y);
  }`,

  modOfInt: `fn modOfInt(x : i32, y : i32) -> i32 {
    if (y == 0) { return 0; }
    let rest = x % y;
    return select(rest, rest + y, rest != 0 && (rest < 0) != (y < 0));
  }`,

  maxOf: `fn maxOf(x : f32, y : f32) -> f32 {
    if (isnan(x) || isnan(y)) { return uniforms.NAN; }
    return max(x, y);
  }`,

  minOf: `fn minOf(x : f32, y : f32) -> f32 {
    if (isnan(x) || isnan(y)) { return uniforms.NAN; }
    return min(x, y);
  }`,

  // WGSL has integer atomics only: the sum's bits are exchanged until no other thread came between.
  addAtomically: `fn addAtomically(at : i32, value : f32) {
    var old = atomicLoad(&result[at]);
    loop {
      let exchanged = atomicCompareExchangeWeak(&result[at], old, bitcast<i32>(bitcast<f32>(old) + value));
      if (exchanged.exchanged) { break; }
      old = exchanged.old_value;
    }
  }`,
};

/** The code with the helpers that it names before it, and theirs before them. */
export function withHelpers(code: string): string {
  const needed = new Set<string>();
  collect(code, needed);
  return `${[...needed].map((name) => helpers[name]!).join('\n')}\n${code}`;
}

function collect(code: string, needed: Set<string>): void {
  for (const [name] of code.matchAll(/\b[a-z]\w*(?=\()/g)) {
    if (!Object.hasOwn(helpers, name) || needed.has(name)) continue;
    needed.add(name);
    collect(helpers[name]!, needed);
  }
}
