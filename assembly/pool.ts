/**
 * Max pooling of x [batch, height, width, channels]. `indices` is 0, or gets the flat place in x of each maximum: the first in
 * its window on ties, the first NaN if there is one, -1 where a window holds nothing.
 */
export function maxPool(
  x: usize,
  y: usize,
  indices: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
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
  const stride = channels << 2;
  for (let n = 0; n < batch; n++) {
    for (let oh = 0; oh < outHeight; oh++) {
      for (let ow = 0; ow < outWidth; ow++, y += stride) {
        let first = true;
        for (let kh = 0; kh < filterHeight; kh++) {
          const h = oh * strideHeight - padTop + kh * dilationHeight;
          if (<u32>h >= <u32>height) continue;
          for (let kw = 0; kw < filterWidth; kw++) {
            const w = ow * strideWidth - padLeft + kw * dilationWidth;
            if (<u32>w >= <u32>width) continue;
            const flat = ((n * height + h) * width + w) * channels;
            if (first) start(x + (flat << 2), flat, y, indices, channels);
            else if (indices == 0) raise(x + (flat << 2), y, channels);
            else raiseWithIndices(x + (flat << 2), flat, y, indices, channels);
            first = false;
          }
        }
        if (first) startEmpty(y, indices, channels);
        if (indices != 0) indices += stride;
      }
    }
  }
}

function start(x: usize, flat: i32, y: usize, indices: usize, channels: i32): void {
  memory.copy(y, x, channels << 2);
  if (indices != 0) for (let c = 0; c < channels; c++) store<i32>(indices + (c << 2), flat + c);
}

function startEmpty(y: usize, indices: usize, channels: i32): void {
  for (let c = 0; c < channels; c++) {
    store<f32>(y + (c << 2), -Infinity);
    if (indices != 0) store<i32>(indices + (c << 2), -1);
  }
}

/** The last vector may overlap the one before: the maximum with the same values again changes nothing. */
function raise(x: usize, y: usize, channels: i32): void {
  if (channels < 4) {
    for (let c = 0; c < channels; c++) store<f32>(y + (c << 2), max(load<f32>(y + (c << 2)), load<f32>(x + (c << 2))));
    return;
  }
  for (let c = 0; c < channels; c += 4) {
    const at = min(c, channels - 4) << 2;
    v128.store(y + at, f32x4.max(v128.load(y + at), v128.load(x + at)));
  }
}

function raiseWithIndices(x: usize, flat: i32, y: usize, indices: usize, channels: i32): void {
  if (channels < 4) {
    for (let c = 0; c < channels; c++) {
      const v = load<f32>(x + (c << 2));
      const best = load<f32>(y + (c << 2));
      if (v > best || (v != v && best == best)) {
        store<f32>(y + (c << 2), v);
        store<i32>(indices + (c << 2), flat + c);
      }
    }
    return;
  }
  const lanes = i32x4(0, 1, 2, 3);
  for (let c = 0; c < channels; c += 4) {
    const from = min(c, channels - 4);
    const at = from << 2;
    const v = v128.load(x + at);
    const best = v128.load(y + at);
    const firstNan = v128.andnot(f32x4.ne(v, v), f32x4.ne(best, best));
    const take = v128.or(f32x4.gt(v, best), firstNan);
    v128.store(y + at, v128.bitselect(v, best, take));
    const place = i32x4.add(i32x4.splat(flat + from), lanes);
    v128.store(indices + at, v128.bitselect(place, v128.load(indices + at), take));
  }
}

/** Adds dy[i] to dx[indices[i]]; a negative index is a window that held nothing. */
export function scatterAdd(dy: usize, indices: usize, dx: usize, length: i32): void {
  for (let i = 0; i < length; i++, dy += 4, indices += 4) {
    const index = load<i32>(indices);
    if (index < 0) continue;
    const at = dx + (index << 2);
    store<f32>(at, load<f32>(at) + load<f32>(dy));
  }
}

/**
 * Average pooling of x [batch, height, width, channels] over the elements of a window that lie inside of x: adds to y. With
 * `backward` 1 the adjoint: hands each y back to x, in equal parts to the elements that it averages.
 */
export function averagePool(
  x: usize,
  y: usize,
  backward: i32,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
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
  for (let n = 0; n < batch; n++) {
    for (let oh = 0; oh < outHeight; oh++) {
      const top = oh * strideHeight - padTop;
      const rows = insideOf(top, filterHeight, dilationHeight, height);
      for (let ow = 0; ow < outWidth; ow++, y += channels << 2) {
        const left = ow * strideWidth - padLeft;
        const share: f32 = 1 / <f32>(rows * insideOf(left, filterWidth, dilationWidth, width));
        for (let kh = 0; kh < filterHeight; kh++) {
          const h = top + kh * dilationHeight;
          if (<u32>h >= <u32>height) continue;
          for (let kw = 0; kw < filterWidth; kw++) {
            const w = left + kw * dilationWidth;
            if (<u32>w >= <u32>width) continue;
            const pixel = x + ((((n * height + h) * width + w) * channels) << 2);
            if (backward == 0) addShare(pixel, share, y, channels);
            else addShare(y, share, pixel, channels);
          }
        }
      }
    }
  }
}

/** How many of the taps from `start` lie within [0, length). */
function insideOf(start: i32, taps: i32, dilation: i32, length: i32): i32 {
  let inside = 0;
  for (let k = 0; k < taps; k++) if (<u32>(start + k * dilation) < <u32>length) inside++;
  return inside;
}

/** into[c] += from[c] * share */
function addShare(from: usize, share: f32, into: usize, channels: i32): void {
  const shares = f32x4.splat(share);
  const end = into + (channels << 2);
  for (; into + 16 <= end; from += 16, into += 16) {
    v128.store(into, f32x4.add(v128.load(into), f32x4.mul(v128.load(from), shares)));
  }
  for (; into < end; from += 4, into += 4) store<f32>(into, load<f32>(into) + load<f32>(from) * share);
}
