/**
 * Depthwise convolution of x [batch, height, width, channels] with filter [filterHeight, filterWidth, channels, multiplier] into
 * y [batch, outHeight, outWidth, channels, multiplier], and its adjoints: adds to what `into` names (0: y, 1: x, 2: filter)
 * the products of the other two.
 */
export function depthwise(
  x: usize,
  filter: usize,
  y: usize,
  into: i32,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  multiplier: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const outputs = channels * multiplier;
  for (let n = 0; n < batch; n++) {
    for (let oh = 0; oh < outHeight; oh++) {
      for (let ow = 0; ow < outWidth; ow++, y += outputs << 2) {
        for (let kh = 0; kh < filterHeight; kh++) {
          const h = oh * strideHeight - padTop + kh * dilationHeight;
          if (<u32>h >= <u32>height) continue;
          for (let kw = 0; kw < filterWidth; kw++) {
            const w = ow * strideWidth - padLeft + kw * dilationWidth;
            if (<u32>w >= <u32>width) continue;
            const taps = filter + (((kh * filterWidth + kw) * outputs) << 2);
            const pixel = x + ((((n * height + h) * width + w) * channels) << 2);
            if (into == 0) addOuter(pixel, taps, y, channels, multiplier);
            else if (into == 1) addGroups(y, taps, pixel, channels, multiplier);
            else addOuter(pixel, y, taps, channels, multiplier);
          }
        }
      }
    }
  }
}

/** into[i] += a[i] * b[i] */
function addProducts(a: usize, b: usize, into: usize, length: i32): void {
  const end = into + (length << 2);
  for (; into + 16 <= end; a += 16, b += 16, into += 16) {
    v128.store(into, f32x4.add(v128.load(into), f32x4.mul(v128.load(a), v128.load(b))));
  }
  for (; into < end; a += 4, b += 4, into += 4) store<f32>(into, load<f32>(into) + load<f32>(a) * load<f32>(b));
}

/** into[i] += the sum over q of a[i, q] * b[i, q] */
function addGroups(a: usize, b: usize, into: usize, length: i32, multiplier: i32): void {
  if (multiplier == 1) return addProducts(a, b, into, length);
  for (let i = 0; i < length; i++, into += 4) {
    let sum: f32 = 0;
    for (let q = 0; q < multiplier; q++, a += 4, b += 4) sum += load<f32>(a) * load<f32>(b);
    store<f32>(into, load<f32>(into) + sum);
  }
}

/** into[i, q] += a[i] * b[i, q] */
function addOuter(a: usize, b: usize, into: usize, length: i32, multiplier: i32): void {
  if (multiplier == 1) return addProducts(a, b, into, length);
  for (let i = 0; i < length; i++, a += 4) {
    const factor = load<f32>(a);
    for (let q = 0; q < multiplier; q++, b += 4, into += 4) store<f32>(into, load<f32>(into) + factor * load<f32>(b));
  }
}
