import fc from 'fast-check';
import type { Conv2dAttrs, Padding, Pair, PoolAttrs, Shape } from 'megagrad';

/** Shapes of a convolution's operands; the filter's third axis tells how many groups there are. */
export const convShapes: fc.Arbitrary<{ x: Shape; filter: Shape }> = fc
  .record({
    batch: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 9, arbitrary: fc.integer({ min: 1, max: 2 }) }),
    image: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 })),
    window: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    groups: fc.integer({ min: 1, max: 3 }),
    inputs: fc.integer({ min: 1, max: 2 }),
    outputs: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ batch, image, window, groups, inputs, outputs }) => ({
    x: [batch, ...image, groups * inputs],
    filter: [...window, inputs, groups * outputs],
  }));

/** One number, or one for each axis. */
export function pairs(min: number, max: number): fc.Arbitrary<Pair> {
  const one = fc.integer({ min, max });
  return fc.oneof(one, fc.tuple(one, one));
}

/** Padding of every form with which a window of this reach fits into the image. */
export function paddings(image: Shape, reach: readonly [number, number], most = 2): fc.Arbitrary<Padding> {
  const lacking = ([0, 1] as const).map((axis) => Math.max(0, reach[axis] - image[axis + 1]!));
  const one = fc.integer({ min: Math.max(...lacking.map((count) => Math.ceil(count / 2))), max: most });
  const side = (axis: 0 | 1): fc.Arbitrary<readonly [number, number]> =>
    fc
      .tuple(fc.integer({ min: 0, max: most }), fc.integer({ min: 0, max: most }))
      .map(([before, after]) => [before, Math.max(after, lacking[axis]! - before)] as const);
  const fits = lacking.every((count) => count === 0);
  return fc.oneof(fc.constant('same' as const), one, fc.tuple(side(0), side(1)), ...(fits ? [fc.constant('valid' as const)] : []));
}

/** Attributes with which these operands convolve. */
export function convAttrs({ x, filter }: { readonly x: Shape; readonly filter: Shape }): fc.Arbitrary<Conv2dAttrs> {
  return fc.tuple(pairs(1, 3), pairs(1, 2)).chain(([stride, dilation]) => {
    const [down, right] = typeof dilation === 'number' ? [dilation, dilation] : dilation;
    const reach = [(filter[0]! - 1) * down + 1, (filter[1]! - 1) * right + 1] as const;
    return paddings(x, reach, 4).map((padding) => ({ stride, dilation, padding, groups: x[3]! / filter[2]! }));
  });
}

/** Images to pool. */
export const poolShapes: fc.Arbitrary<{ x: Shape }> = fc
  .record({
    batch: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 9, arbitrary: fc.integer({ min: 1, max: 2 }) }),
    image: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 })),
    channels: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ batch, image, channels }) => ({ x: [batch, ...image, channels] }));

/** Windows that fit, none of them in the padding alone. */
export function poolAttrs({ x }: { readonly x: Shape }): fc.Arbitrary<PoolAttrs> {
  const length = (axis: 0 | 1): fc.Arbitrary<number> => fc.integer({ min: 1, max: Math.min(3, x[axis + 1]! + 1) });
  const window = fc.tuple(length(0), length(1));
  return fc.tuple(window, fc.option(pairs(1, 3), { nil: undefined })).chain(([size, stride]) => {
    const margin = (axis: 0 | 1): fc.Arbitrary<readonly [number, number]> => {
      const lacking = Math.max(0, size[axis] - x[axis + 1]!);
      return fc.tuple(fc.integer({ min: lacking, max: size[axis] - 1 }), fc.integer({ min: 0, max: size[axis] - 1 }));
    };
    const padding = fc.oneof(fc.constant('same' as const), fc.tuple(margin(0), margin(1)));
    return padding.map((around) => ({ size, padding: around, ...(stride === undefined ? {} : { stride }) }));
  });
}
