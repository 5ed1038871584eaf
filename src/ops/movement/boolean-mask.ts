import { DeviceError, DtypeError, ShapeError } from '../../core/errors.ts';
import { format, sameShape, sizeOf } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { create } from '../creation/tensor.ts';
import { gather } from './gather.ts';
import { reshape } from './reshape.ts';

/**
 * The slices of `x` where `mask` is true, in order. How many there are depends on the mask's values: they are read here.
 *
 * Shapes: `x` [...M, ...B], `mask` bool [...M] -> [number of trues, ...B]
 *
 * @throws {ShapeError} if x does not begin with the mask's axes; {DtypeError} if the mask is not bool; {DeviceError} on webgpu, which reads asynchronously: await the mask first.
 * @example booleanMask(tensor([1, 2, 3]), tensor([true, false, true])).toArray(); // [1, 3]
 */
export function booleanMask(x: Tensor, mask: Tensor): Tensor {
  if (mask.dtype !== 'bool') {
    throw new DtypeError(
      `booleanMask: mask must be bool: mask ${mask.dtype}${format(mask.shape)}. Compare, or convert with cast(mask, 'bool').`,
      { mask: mask.dtype },
    );
  }
  if (mask.rank === 0 || !sameShape(x.shape.slice(0, mask.rank), mask.shape)) {
    throw new ShapeError(
      `booleanMask: x must begin with the mask's axes: x ${format(x.shape)}, mask ${format(mask.shape)}. Reshape or broadcast the mask.`,
      {
        x: x.shape,
        mask: mask.shape,
      },
    );
  }
  if (!mask.device.readsSync) {
    throw new DeviceError(
      `booleanMask: the size of the result depends on the mask, and ${mask.device.name} reads only asynchronously. Await it first: booleanMask(x, await mask.to('reference')).`,
      mask.device.name,
    );
  }
  const places = Int32Array.from([...mask.dataSync()].flatMap((on, place) => (on === 0 ? [] : [place])));
  const rows = reshape(x, { shape: [sizeOf(mask.shape), ...x.shape.slice(mask.rank)] });
  return gather(rows, create(places, [places.length], { dtype: 'int32', device: x.device }));
}
