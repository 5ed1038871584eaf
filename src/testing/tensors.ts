import fc from 'fast-check';
import { Generator } from '../core/random.ts';
import { format, type Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { create } from '../ops/creation/tensor.ts';
import { referenceDevice } from '../backend/reference/device.ts';
import type { Device } from '../backend/device.ts';
import type { Domain } from './domain.ts';
import { shapes } from './shapes.ts';

/** Largest seed that the generator takes. */
const maxSeed = 0xffffffff;

/** Seeds of random numbers. They do not shrink: a smaller seed is no simpler a case. */
export const seeds: fc.Arbitrary<number> = fc.noShrink(fc.integer({ min: 0, max: maxSeed }));

/** A tensor of a domain. @internal */
export function sampleTensor(domain: Domain, shape: Shape, generator: Generator, position = 0, device: Device = referenceDevice): Tensor {
  return create(domain.sample(generator, shape, position), shape, {
    device,
    dtype: domain.dtype === 'float' ? device.float : domain.dtype,
  });
}

/**
 * Tensors on `reference` with values of a domain. A failing one shrinks by its shape, its seed stays.
 *
 * @example
 * import fc from 'fast-check';
 * fc.assert(fc.property(tensors(positive), (x) => x.log().exp().sub(x).abs().sum().item() < 1e-9));
 */
export function tensors(domain: Domain, shape: fc.Arbitrary<Shape> = shapes()): fc.Arbitrary<Tensor> {
  return fc.tuple(shape, seeds).map(([lengths, seed]) => {
    const made = sampleTensor(domain, lengths, new Generator(seed));
    return Object.assign(made, { [fc.toStringMethod]: () => `${domain.name} ${format(lengths)} of seed ${seed}` });
  });
}
