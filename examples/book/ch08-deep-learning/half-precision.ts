import { Generator, scope, tensor, type Tensor } from 'megagrad';
import { mnist, toTensor, type HostArray } from 'megagrad/data';
import type { Program } from '../program.ts';
import { first, learnConvNet, share } from '../common/train-conv-net.ts';
import { deepConvNet } from './models/deep-conv-net.ts';

/** The nearest number with 11 significant bits; those below 2^-14 keep multiples of 2^-24 (IEEE 754 binary16, ties to even). */
export function toHalf(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const step = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -14) - 10);
  const quotient = value / step;
  const below = Math.floor(quotient);
  const rest = quotient - below;
  const whole = rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
  const half = whole * step;
  return Math.abs(half) > 65_504 ? Math.sign(half) * Infinity : half;
}

const rounded = (x: Tensor): Tensor => tensor(Float32Array.from(x.dataSync(), toHalf), { shape: x.shape });

export const program: Program = {
  name: 'ch08-deep-learning/half-precision',
  title: 'weights and images in 16 bits read digits as well',
  device: 'auto',
  async run(context) {
    const { full, seed, figure } = context;
    const generator = new Generator(seed);
    const { train, test } = await mnist({ flatten: false });
    const model = deepConvNet(generator);
    const length = full ? { steps: 600, every: 600 } : { steps: 20, every: 20 };
    const tested = first(test, full ? 10_000 : 500);
    await learnConvNet(context, 'ch08-deep-learning/deep-conv-net', model, { train, test: tested }, generator, length);
    const single = await share(model, tested);
    for (const parameter of model.parameters()) scope(() => void parameter.assign(rounded(parameter)));
    const halved = test.map((x: HostArray): HostArray => ({ data: Float32Array.from(x.data, toHalf), shape: x.shape }));
    const half = await share(model, first(halved, tested.length));
    // One pixel less of certainty may turn single images: a thousandth of them, or one in the short form.
    const allowed = full ? 0.001 : 1 / tested.length;
    figure({
      row: 128,
      name: 'accuracy in 32 and in 16 bits',
      book: '.9797 and .9798',
      ours: `${single.toFixed(4)} and ${half.toFixed(4)}`,
      met: Math.abs(half - single) <= allowed + 1e-9 && (!full || single > 0.97),
    });
    const shown = toTensor({ data: Float32Array.from([1 / 3, 1e-7, 65_504, 70_000], toHalf), shape: [4] });
    // 1/3 is 0x3555, 1e-7 two steps of 2^-24 (IEEE 754).
    const expected = [0.333251953125, 2 ** -23, 65_504, Infinity];
    const ours = [...shown.dataSync()];
    figure({
      row: 128,
      name: '1/3, 1e-7, 65504 and 70000 in 16 bits',
      book: expected.join(', '),
      ours: ours.join(', '),
      met: expected.every((value, i) => Object.is(value, ours[i])),
    });
  },
};
