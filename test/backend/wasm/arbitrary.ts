import fc, { type Arbitrary } from 'fast-check';
import type { Device } from '../../../src/backend/device.ts';
import { TfjsDevice } from '../../../src/backend/tfjs-device.ts';
import { sizeOf, type Shape } from '../../../src/core/shape.ts';
import { checkKernel } from '../check-kernel.ts';
import type { KernelCase, Operand } from '../kernel-cases.ts';

/** Random cases per property. */
const runs = Number(process.env['MEGAGRAD_PROPERTY_RUNS'] ?? 60);

/** Holds `wasm` against `reference` on random cases, and counts the blocks before and after each. */
export async function checkRandomly(device: Device, cases: Arbitrary<KernelCase>, tolerance = 1e-5): Promise<void> {
  const property = fc.asyncProperty(cases, async (one) => {
    const before = memoryOf(device);
    await checkKernel(one, device, tolerance);
    const after = memoryOf(device);
    if (after.join() !== before.join())
      throw new Error(`${one.kernel} left [tensors, bytes, blocks] ${after.join()}, found ${before.join()}.`);
  });
  await fc.assert(property, { seed: 20240917, numRuns: runs });
}

/** Tensors, bytes, and blocks that the backend keeps: also those that a kernel made inside and forgot. */
export function memoryOf(device: Device): readonly number[] {
  const { tensors, bytes } = device.memory();
  return [tensors, bytes, device instanceof TfjsDevice ? device.backend.numDataIds() : NaN];
}

/** Axis lengths from `least` to 5, at most 1500 elements. */
export function shapes(minRank: number, maxRank: number, least = 0): Arbitrary<number[]> {
  return fc.array(fc.integer({ min: least, max: 5 }), { minLength: minRank, maxLength: maxRank }).filter((shape) => sizeOf(shape) <= 1500);
}

export const dtypes: Arbitrary<Operand['dtype']> = fc.constantFrom('float', 'int32', 'bool');

/** Values from one seed, so that shrinking shrinks shapes: floats in [-3, 3), some NaN or infinite if `specials`; integers in [-5, 5]. */
export function operand(
  shape: Shape,
  dtype: Operand['dtype'] = 'float',
  options: { readonly specials?: boolean } = {},
): Arbitrary<Operand> {
  return fc.tuple(fc.nat(1e6), fc.boolean()).map(([seed, some]) => {
    const random = generator(seed);
    const special = options.specials === true && some;
    const draw = (): number => {
      const u = random();
      if (dtype === 'bool') return u < 0.5 ? 0 : 1;
      if (dtype === 'int32') return Math.floor(u * 11) - 5;
      if (special && u > 0.9) return [NaN, Infinity, -Infinity, 0][Math.floor(random() * 4)]!;
      return Math.fround(6 * u - 3);
    };
    return { shape, dtype, values: Array.from({ length: sizeOf(shape) }, draw) };
  });
}

/** Integers from 0 to `below` - 1. */
export function indices(shape: Shape, below: number): Arbitrary<Operand> {
  return fc.nat(1e6).map((seed) => {
    const random = generator(seed);
    return { shape, dtype: 'int32' as const, values: Array.from({ length: sizeOf(shape) }, () => Math.floor(random() * below)) };
  });
}

/** Two shapes that broadcast: lengths of one shape set to 1 or left out at the front. */
export function broadcastingShapes(maxRank: number): Arbitrary<[number[], number[]]> {
  return shapes(0, maxRank).chain((shape) => fc.tuple(stretched(shape), stretched(shape)));
}

function stretched(shape: readonly number[]): Arbitrary<number[]> {
  const flags = fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length });
  return fc.tuple(flags, fc.nat(shape.length)).map(([ones, left]) => shape.map((length, axis) => (ones[axis]! ? 1 : length)).slice(left));
}

/** Lehmer's generator with the multiplier of Park and Miller (1993). */
function generator(seed: number): () => number {
  let state = seed + 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}
