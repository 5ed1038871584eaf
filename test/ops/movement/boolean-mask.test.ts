import fc from 'fast-check';
import { expect, test } from 'vitest';
import { booleanMask, DeviceError, tensor, type Tensor } from 'megagrad';
import { anyReal, shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

// The mask lies where it can be read, whatever device x is on.
describeOp(
  (x: Tensor, { mask, shape }: { mask: boolean[]; shape: readonly number[] }) =>
    booleanMask(x, tensor(mask, { shape, device: 'reference', dtype: 'bool' })),
  { x: anyReal },
  {
    name: 'booleanMask',
    shapes: shapes({ minRank: 1, maxRank: 3, minLength: 1 }).map((x) => ({ x })),
    attrs: ({ x }) =>
      fc.integer({ min: 1, max: x.length }).chain((rank) => {
        const shape = x.slice(0, rank);
        const size = shape.reduce((product, length) => product * length, 1);
        return fc.array(fc.boolean(), { minLength: size, maxLength: size }).map((mask) => ({ mask, shape }));
      }),
    errors: [
      {
        shapes: { x: [2, 3] },
        attrs: { mask: [true, false, true], shape: [3] },
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
