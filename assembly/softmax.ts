import { Exponential } from './exponential';
import { Extreme } from './extreme';
import { Tail } from './lanes';

/** y = exp(x - m) / total over each row, where m is its largest and total the sum of exp(x - m). */
export function softmax(x: usize, y: usize, rows: i32, length: i32): void {
  for (let row = 0; row < rows; row++, x += length << 2, y += length << 2) {
    const total = f32x4.splat(exponentials(x, y, length, Extreme.row(true, x, length)));
    const end = y + (length << 2);
    let at = y;
    for (; at + 16 <= end; at += 16) v128.store(at, f32x4.div(v128.load(at), total));
    for (; at < end; at += 4) store<f32>(at, load<f32>(at) / f32x4.extract_lane(total, 0));
  }
}

/** The largest of each row and the sum of exp(x - largest); the exponentials themselves go to scratch memory of one row. */
export function softmaxTotals(x: usize, largest: usize, totals: usize, rows: i32, length: i32, scratch: usize): void {
  for (let row = 0; row < rows; row++, x += length << 2, largest += 4, totals += 4) {
    const most = Extreme.row(true, x, length);
    store<f32>(largest, most);
    store<f32>(totals, exponentials(x, scratch, length, most));
  }
}

/** y = exp(x - shift); returns the sum. */
function exponentials(x: usize, y: usize, length: i32, shift: f32): f32 {
  const shifts = f32x4.splat(shift);
  const end = y + (length << 2);
  let sums = f32x4.splat(0);
  for (; y + 16 <= end; x += 16, y += 16) {
    const e = Exponential.of(f32x4.sub(v128.load(x), shifts));
    v128.store(y, e);
    sums = f32x4.add(sums, e);
  }
  let total = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3));
  const rest = length & 3;
  if (rest > 0) {
    const e = Exponential.of(f32x4.sub(Tail.load(x, rest), shifts));
    Tail.store(y, e, rest);
    total += f32x4.extract_lane(e, 0);
    if (rest > 1) total += f32x4.extract_lane(e, 1);
    if (rest > 2) total += f32x4.extract_lane(e, 2);
  }
  return total;
}
