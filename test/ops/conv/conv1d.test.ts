import fc from 'fast-check';
import { conv1d, type Conv1dAttrs } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

const shapes = fc
  .record({
    batch: fc.integer({ min: 1, max: 2 }),
    length: fc.integer({ min: 3, max: 6 }),
    window: fc.integer({ min: 1, max: 3 }),
    groups: fc.integer({ min: 1, max: 2 }),
    inputs: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ batch, length, window, groups, inputs }) => ({ x: [batch, length, groups * inputs], filter: [window, inputs, groups * 2] }));

const padding = fc.constantFrom<Conv1dAttrs['padding']>(0, 1, 'same', 'valid', [2, 0], [0, 1]);

describeOp(
  conv1d,
  { x: anyReal, filter: anyReal },
  {
    shapes,
    attrs: ({ x, filter }) =>
      fc.record({
        stride: fc.integer({ min: 1, max: 2 }),
        padding,
        groups: fc.constant(x[2]! / filter[1]!),
        dilation: fc.integer({ min: 1, max: x[1]! >= 5 ? 2 : 1 }),
      }),
    nan: false,
    exception: 'NaN over padding as in conv2d',
    // By the definition: y[n, o, d] is the sum over k and c of x[n, o * stride - before + k * dilation, c] filter[k, c, d].
    oracle: ([x, filter], attrs) => [naive(x!, filter!, attrs as Conv1dAttrs)],
    errors: [
      {
        shapes: { x: [2, 5], filter: [3, 1, 1] },
        message: 'conv1d: x must be [N,L,C] and filter [FL,C,D]: x [2,5], filter [3,1,1]. Reshape or transpose them.',
      },
    ],
  },
);

interface Values {
  readonly values: ArrayLike<number>;
  readonly shape: readonly number[];
}

function naive(x: Values, filter: Values, { stride = 1, padding: around = 0, dilation = 1, groups = 1 }: Conv1dAttrs): number[] {
  const [batch, length, channels] = x.shape as readonly [number, number, number];
  const [window, inputs, outputs] = filter.shape as readonly [number, number, number];
  const reach = (window - 1) * dilation + 1;
  const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + reach - length);
  const [before, after] =
    around === 'same'
      ? [Math.floor(total / 2), Math.ceil(total / 2)]
      : around === 'valid'
        ? [0, 0]
        : typeof around === 'number'
          ? [around, around]
          : around;
  const y: number[] = [];
  for (let n = 0; n < batch; n++) {
    for (let start = -before; start + reach <= length + after; start += stride) {
      for (let d = 0; d < outputs; d++) {
        const first = Math.floor(d / (outputs / groups)) * inputs;
        let sum = 0;
        for (let k = 0; k < window; k++) {
          const at = start + k * dilation;
          if (at < 0 || at >= length) continue;
          for (let c = 0; c < inputs; c++)
            sum += x.values[(n * length + at) * channels + first + c]! * filter.values[(k * inputs + c) * outputs + d]!;
        }
        y.push(sum);
      }
    }
  }
  return y;
}
