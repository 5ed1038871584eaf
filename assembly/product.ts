/** Terms of the sum that are packed at a time: a panel of 8 columns of them stays in the first-level cache. */
const DEPTH: i32 = 256;
/** Columns that are packed at a time: with DEPTH they stay in the second-level cache. */
const WIDTH: i32 = 128;

/** Bytes of scratch memory that `product` wants: the packed columns, and one tile. */
export function productScratch(): i32 {
  return (DEPTH * WIDTH + 32) * 4;
}

/**
 * c[into[i] + j] = sum over p of x[rows[i] + columns[p]] * b[p, j], for i < m, j < n, p < k.
 *
 * The left operand is read through two tables of byte offsets, so that it can be a matrix, its transpose, or the patches of a
 * convolution without their being laid out. b has byte strides. `into` is a table as well, or 0 where c is dense.
 */
export function product(
  x: usize,
  rows: usize,
  columns: usize,
  b: usize,
  bRow: usize,
  bColumn: usize,
  c: usize,
  into: usize,
  m: i32,
  n: i32,
  k: i32,
  scratch: usize,
): void {
  const tile = scratch + DEPTH * WIDTH * 4;
  for (let p = 0; p < k; p += DEPTH) {
    const depth = min(DEPTH, k - p);
    const terms = columns + (p << 2);
    for (let j = 0; j < n; j += WIDTH) {
      const width = min(WIDTH, n - j);
      pack(b + <usize>p * bRow + <usize>j * bColumn, bRow, bColumn, depth, width, scratch);
      for (let i = 0; i < m; i += 4) {
        const last = m - 1;
        const x0 = x + load<u32>(rows + (i << 2));
        const x1 = x + load<u32>(rows + (min(i + 1, last) << 2));
        const x2 = x + load<u32>(rows + (min(i + 2, last) << 2));
        const x3 = x + load<u32>(rows + (min(i + 3, last) << 2));
        const c0 = c + ((<usize>j) << 2) + rowOf(into, i, n);
        const c1 = c + ((<usize>j) << 2) + rowOf(into, min(i + 1, last), n);
        const c2 = c + ((<usize>j) << 2) + rowOf(into, min(i + 2, last), n);
        const c3 = c + ((<usize>j) << 2) + rowOf(into, min(i + 3, last), n);
        const height = min(4, m - i);
        for (let q = 0; q < width; q += 8) {
          const panel = scratch + ((q * depth) << 2);
          const at = q << 2;
          if (height == 4 && width - q >= 8) {
            Tile.multiply(x0, x1, x2, x3, terms, panel, depth, c0 + at, c1 + at, c2 + at, c3 + at, p > 0);
          } else {
            const columnsLeft = min(8, width - q);
            Tile.multiply(x0, x1, x2, x3, terms, panel, depth, tile, tile + 32, tile + 64, tile + 96, false);
            addRow(tile, c0 + at, columnsLeft, p > 0);
            if (height > 1) addRow(tile + 32, c1 + at, columnsLeft, p > 0);
            if (height > 2) addRow(tile + 64, c2 + at, columnsLeft, p > 0);
            if (height > 3) addRow(tile + 96, c3 + at, columnsLeft, p > 0);
          }
        }
      }
    }
  }
}

/** Columns in panels of 8, term after term; the last panel is filled up with zeros. */
function pack(b: usize, bRow: usize, bColumn: usize, depth: i32, width: i32, to: usize): void {
  for (let q = 0; q < width; q += 8) {
    const count = min(8, width - q);
    const from = b + <usize>q * bColumn;
    if (count == 8 && bColumn == 4) {
      for (let p = 0; p < depth; p++, to += 32) {
        const row = from + <usize>p * bRow;
        v128.store(to, v128.load(row));
        v128.store(to, v128.load(row, 16), 16);
      }
      continue;
    }
    if (count < 8) memory.fill(to, 0, depth * 32);
    for (let j = 0; j < count; j++) {
      let column = from + <usize>j * bColumn;
      let at = to + (j << 2);
      for (let p = 0; p < depth; p++, column += bRow, at += 32) store<f32>(at, load<f32>(column));
    }
    to += depth * 32;
  }
}

function addRow(tile: usize, into: usize, width: i32, add: bool): void {
  for (let j = 0; j < width; j++, tile += 4, into += 4) store<f32>(into, add ? load<f32>(into) + load<f32>(tile) : load<f32>(tile));
}

function rowOf(into: usize, i: i32, n: i32): usize {
  return into == 0 ? (<usize>(i * n)) << 2 : load<u32>(into + ((<usize>i) << 2));
}

abstract class Tile {
  @inline
  static multiply(
    x0: usize,
    x1: usize,
    x2: usize,
    x3: usize,
    terms: usize,
    panel: usize,
    depth: i32,
    y0: usize,
    y1: usize,
    y2: usize,
    y3: usize,
    add: bool,
  ): void {
    let a0 = f32x4.splat(0);
    let a1 = f32x4.splat(0);
    let b0 = f32x4.splat(0);
    let b1 = f32x4.splat(0);
    let c0 = f32x4.splat(0);
    let c1 = f32x4.splat(0);
    let d0 = f32x4.splat(0);
    let d1 = f32x4.splat(0);
    const end = terms + (depth << 2);
    while (terms < end) {
      const offset = load<u32>(terms);
      const u = v128.load(panel);
      const v = v128.load(panel, 16);
      const p = v128.load_splat<f32>(x0 + offset);
      a0 = f32x4.add(a0, f32x4.mul(p, u));
      a1 = f32x4.add(a1, f32x4.mul(p, v));
      const q = v128.load_splat<f32>(x1 + offset);
      b0 = f32x4.add(b0, f32x4.mul(q, u));
      b1 = f32x4.add(b1, f32x4.mul(q, v));
      const r = v128.load_splat<f32>(x2 + offset);
      c0 = f32x4.add(c0, f32x4.mul(r, u));
      c1 = f32x4.add(c1, f32x4.mul(r, v));
      const s = v128.load_splat<f32>(x3 + offset);
      d0 = f32x4.add(d0, f32x4.mul(s, u));
      d1 = f32x4.add(d1, f32x4.mul(s, v));
      terms += 4;
      panel += 32;
    }
    Tile.storeRow(y0, a0, a1, add);
    Tile.storeRow(y1, b0, b1, add);
    Tile.storeRow(y2, c0, c1, add);
    Tile.storeRow(y3, d0, d1, add);
  }

  @inline
  static storeRow(into: usize, left: v128, right: v128, add: bool): void {
    if (add) {
      left = f32x4.add(left, v128.load(into));
      right = f32x4.add(right, v128.load(into, 16));
    }
    v128.store(into, left);
    v128.store(into, right, 16);
  }
}
