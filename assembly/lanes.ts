/** The 1 to 3 floats at the end of a block, in the low lanes; reading or writing four could leave the memory. */
export abstract class Tail {
  @inline
  static load(from: usize, count: i32): v128 {
    let lanes = v128.load32_zero(from);
    if (count > 1) lanes = v128.load_lane<f32>(from, lanes, 1, 4);
    if (count > 2) lanes = v128.load_lane<f32>(from, lanes, 2, 8);
    return lanes;
  }

  @inline
  static store(to: usize, lanes: v128, count: i32): void {
    v128.store_lane<f32>(to, lanes, 0);
    if (count > 1) v128.store_lane<f32>(to, lanes, 1, 4);
    if (count > 2) v128.store_lane<f32>(to, lanes, 2, 8);
  }
}
