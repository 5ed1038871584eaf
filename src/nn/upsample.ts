import type { Tensor } from '../graph/tensor.ts';
import { upsample, type UpsampleAttrs } from '../ops/movement/upsample.ts';
import { checkChoice } from './layer-checks.ts';
import { Module } from './module.ts';

/**
 * Images enlarged by whole factors, pixels copied or, with `mode: 'bilinear'`, blended.
 *
 * Shapes: `x` [N, H, W, C] -> [N, H * scale, W * scale, C]
 *
 * @throws {ShapeError} if x has not four axes; {ArgumentError} if a factor is not a whole number from 1.
 * @example new Upsample(2).forward(ones([1, 7, 7, 3])).shape; // [1, 14, 14, 3]
 */
export class Upsample extends Module {
  readonly #attrs: UpsampleAttrs;

  constructor(scale: UpsampleAttrs['scale'], { mode = 'nearest' }: Pick<UpsampleAttrs, 'mode'> = {}) {
    super();
    checkChoice('Upsample', 'mode', mode, ['nearest', 'bilinear']);
    this.#attrs = { scale, mode };
  }

  override forward(x: Tensor): Tensor {
    return upsample(x, this.#attrs);
  }
}
