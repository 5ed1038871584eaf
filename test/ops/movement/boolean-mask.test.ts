import fc from 'fast-check';
import { expect, test } from 'vitest';
import { booleanMask, DeviceError, tensor, type Tensor } from 'megagrad';
import { anyReal, bools, shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

describeOp(
  (x: Tensor, mask: Tensor) => booleanMask(x, mask),
  { x: anyReal, mask: bools },
  {
    name: 'booleanMask',
    shapes: shapes({ minRank: 1, maxRank: 3, minLength: 1 }).chain((x) =>
      fc.integer({ min: 1, max: x.length }).map((rank) => ({ x, mask: x.slice(0, rank) })),
    ),
    errors: [
      {
        shapes: { x: [2, 3], mask: [3] },
        message: "booleanMask: x must begin with the mask's axes: x [2,3], mask [3]. Reshape or broadcast the mask.",
      },
    ],
  },
);

test('rows or elements', () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  expect(booleanMask(x, tensor([false, true])).toArray()).toEqual([[3, 4]]);
  expect(
    booleanMask(
      x,
      tensor([
        [true, false],
        [true, true],
      ]),
    ).toArray(),
  ).toEqual([1, 3, 4]);
  expect(booleanMask(x, tensor([false, false])).shape).toEqual([0, 2]);
});

test('a mask that is no bool is refused', () => {
  expect(() => booleanMask(tensor([1]), tensor([1]))).toThrow(
    "booleanMask: mask must be bool: mask float64[1]. Compare, or convert with cast(mask, 'bool').",
  );
});

test('where only awaiting reads, the error says what to await', () => {
  const mask = tensor([true]);
  const device = { ...mask.device, name: 'webgpu', readsSync: false } as const;
  const elsewhere = Object.create(mask, { device: { value: device } }) as Tensor;
  expect(() => booleanMask(tensor([1]), elsewhere)).toThrow(
    new DeviceError(
      "booleanMask: the size of the result depends on the mask, and webgpu reads only asynchronously. Await it first: booleanMask(x, await mask.to('reference')).",
      'webgpu',
    ),
  );
});
