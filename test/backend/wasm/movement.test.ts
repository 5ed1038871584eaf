import fc from 'fast-check';
import { test } from 'vitest';
import type { KernelName } from '../../../src/backend/kernel-map.ts';
import { startWasm } from '../../../src/backend/wasm/start.ts';
import type { KernelCase, Operand } from '../kernel-cases.ts';
import { checkRandomly, dtypes, indices, operand, shapes } from './arbitrary.ts';

const device = await startWasm();

/** A block of any dtype, and attributes that fit its shape. */
function moving(
  kernel: KernelName,
  least: number,
  attrsFor: (shape: readonly number[]) => fc.Arbitrary<Readonly<Record<string, unknown>>>,
  maxRank = 6,
): fc.Arbitrary<KernelCase> {
  return fc
    .tuple(shapes(1, maxRank, least), dtypes)
    .chain(([shape, dtype]) =>
      fc
        .tuple(operand(shape, dtype, { specials: true }), attrsFor(shape))
        .map(([x, attrs]): KernelCase => ({ kernel, title: 'random', inputs: { x }, attrs })),
    );
}

function each<T>(shape: readonly number[], arbitrary: (length: number) => fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.tuple(...shape.map(arbitrary));
}

/** [begin, size] within an axis. */
function span(length: number): fc.Arbitrary<[number, number]> {
  return fc.tuple(fc.nat(length), fc.nat(length)).map(([a, b]) => [Math.min(a, b), Math.abs(a - b)]);
}

test('Transpose', async () => {
  const cases = moving('Transpose', 0, (shape) =>
    fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }).map((perm) => ({ perm })),
  );
  await checkRandomly(device, cases);
});

test('Slice', async () => {
  const cases = moving('Slice', 0, (shape) =>
    each(shape, span).map((spans) => ({ begin: spans.map(([begin]) => begin), size: spans.map(([, size]) => size) })),
  );
  await checkRandomly(device, cases);
});

test('StridedSlice', async () => {
  const cases = moving('StridedSlice', 1, (shape) =>
    each(shape, (length) =>
      fc.tuple(fc.integer({ min: -length, max: length - 1 }), fc.integer({ min: -length, max: length }), fc.constantFrom(1, 2, -1, -2)),
    ).map((axes) => ({
      begin: axes.map(([begin]) => begin),
      end: axes.map(([, end]) => end),
      strides: axes.map(([, , stride]) => stride),
      beginMask: axes[0]![0] & 1,
      endMask: axes[0]![1] & 1,
      ellipsisMask: 0,
      newAxisMask: 0,
      shrinkAxisMask: 0,
    })),
  );
  await checkRandomly(device, cases);
});

test('Reverse', async () => {
  await checkRandomly(
    device,
    moving('Reverse', 0, (shape) => fc.subarray([...shape.keys()]).map((dims) => ({ dims }))),
  );
});

test('Tile', async () => {
  await checkRandomly(
    device,
    moving('Tile', 0, (shape) => each(shape, () => fc.nat(3)).map((reps) => ({ reps })), 4),
  );
});

test('PadV2', async () => {
  const paddings = (shape: readonly number[]): fc.Arbitrary<[number, number][]> => each(shape, () => fc.tuple(fc.nat(2), fc.nat(2)));
  await checkRandomly(
    device,
    moving('PadV2', 0, (shape) => paddings(shape).map((pads) => ({ paddings: pads, constantValue: 1 })), 5),
  );
});

test('MirrorPad', async () => {
  const cases = moving(
    'MirrorPad',
    1,
    (shape) =>
      fc
        .tuple(
          each(shape, (length) => fc.tuple(fc.nat(length - 1), fc.nat(length - 1))),
          fc.constantFrom('reflect', 'symmetric'),
        )
        .map(([paddings, mode]) => ({ paddings, mode })),
    5,
  );
  await checkRandomly(device, cases);
});

test('BroadcastTo', async () => {
  const cases = fc
    .tuple(shapes(0, 6), dtypes, fc.nat(5), fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }))
    .chain(([shape, dtype, left, ones]) =>
      operand(shape.map((length, axis) => (ones[axis]! ? 1 : length)).slice(left), dtype).map((x): KernelCase => ({
        kernel: 'BroadcastTo',
        title: 'random',
        inputs: { x },
        attrs: { shape },
      })),
    );
  await checkRandomly(device, cases);
});

test('Reshape', async () => {
  await checkRandomly(
    device,
    moving('Reshape', 0, (shape) => fc.constant({ shape: [...shape, 1].reverse() })),
  );
});

test('Concat', async () => {
  const cases = fc
    .tuple(shapes(1, 5), dtypes, fc.nat(4), fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }))
    .chain(([shape, dtype, axis, lengths]) => {
      const along = axis % shape.length;
      const parts: fc.Arbitrary<Operand>[] = lengths.map((length) => operand(shape.with(along, length), dtype));
      return fc.tuple(...parts).map((all): KernelCase => ({
        kernel: 'Concat',
        title: 'random',
        inputs: Object.fromEntries(all.entries()),
        attrs: { axis: along },
      }));
    });
  await checkRandomly(device, cases);
});

test('GatherV2', async () => {
  const cases = fc.tuple(shapes(1, 4, 1), dtypes, fc.nat(3), shapes(0, 2), fc.boolean()).chain(([shape, dtype, axis, picks, wide]) => {
    const along = axis % shape.length;
    const whole = wide ? [...shape, 30] : shape;
    return fc.tuple(operand(whole, dtype), indices(picks, shape[along]!)).map(([x, places]): KernelCase => ({
      kernel: 'GatherV2',
      title: 'random',
      inputs: { x, indices: places },
      attrs: { axis: along, batchDims: 0 },
    }));
  });
  await checkRandomly(device, cases);
});

test('GatherNd, ScatterNd', async () => {
  const cases = fc
    .tuple(shapes(1, 4, 1), fc.nat(3), fc.nat(6), fc.boolean(), fc.constantFrom('float' as const, 'int32' as const))
    .chain(([shape, depth, count, scatter, dtype]) => {
      const named = (depth % shape.length) + 1;
      const inner = shape.slice(named);
      const places = indices([count, named], Math.min(...shape.slice(0, named)));
      return fc
        .tuple(places, operand(scatter ? [count, ...inner] : shape, dtype))
        .map(([at, values]): KernelCase =>
          scatter
            ? { kernel: 'ScatterNd', title: 'random', inputs: { indices: at, updates: values }, attrs: { shape } }
            : { kernel: 'GatherNd', title: 'random', inputs: { params: values, indices: at }, attrs: {} },
        );
    });
  await checkRandomly(device, cases);
});

test('UnsortedSegmentSum', async () => {
  const cases = fc.tuple(fc.nat(8), shapes(0, 2), fc.integer({ min: 1, max: 6 }), fc.boolean()).chain(([count, rest, numSegments, wide]) =>
    fc.tuple(operand([count, ...rest, ...(wide ? [30] : [])]), indices([count], numSegments + 1)).map(([x, segmentIds]): KernelCase => ({
      kernel: 'UnsortedSegmentSum',
      title: 'random',
      inputs: { x, segmentIds },
      attrs: { numSegments },
    })),
  );
  await checkRandomly(device, cases);
});

test('OneHot', async () => {
  const cases = fc
    .tuple(shapes(0, 3), fc.integer({ min: 1, max: 6 }), fc.constantFrom('float32', 'int32', 'bool'))
    .chain(([shape, depth, dtype]) =>
      indices(shape, depth + 1).map((places): KernelCase => ({
        kernel: 'OneHot',
        title: 'random',
        inputs: { indices: places },
        attrs: { depth, onValue: 1, offValue: 0, dtype },
      })),
    );
  await checkRandomly(device, cases);
});
