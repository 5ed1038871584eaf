import { Generator, randn, tensor, type Tensor } from 'megagrad';
import { BatchNorm1d, BatchNorm2d, type BatchNormOptions } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { gradcheck } from 'megagrad/testing';
import type { Context, Program } from '../program.ts';
import { rounding } from '../common/rounding.ts';

/** The book's settings. (Its momentum 0.9 is the share that stays.) */
const options: BatchNormOptions = { epsilon: 1e-6, momentum: 0.1, unbiased: false, initialVariance: 0 };

/** One feature over the batch, normalized by the book's formulas in plain numbers. */
function byHand(x: readonly number[]): { normalized: number[]; mean: number; variance: number; deviation: number } {
  const mean = average(x);
  const variance = average(x.map((value) => (value - mean) ** 2));
  const deviation = Math.sqrt(variance + 1e-6);
  return { normalized: x.map((value) => (value - mean) / deviation), mean, variance, deviation };
}

/** The book's backward pass for one feature, step by step: from the gradient of the normalized values to that of x. */
function backByHand(x: readonly number[], g: readonly number[]): number[] {
  const { mean, deviation } = byHand(x);
  const centered = x.map((value) => value - mean);
  const ofDeviation = -sum(g.map((value, i) => (value * centered[i]!) / deviation ** 2));
  const ofVariance = (0.5 * ofDeviation) / deviation;
  const ofCentered = g.map((value, i) => value / deviation + (2 / x.length) * centered[i]! * ofVariance);
  const ofMean = sum(ofCentered);
  return ofCentered.map((value) => value - ofMean / x.length);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const average = (values: readonly number[]): number => sum(values) / values.length;
const columns = (x: Tensor): number[][] => x.transpose().toArray() as number[][];

/** Largest difference of a tensor from plain numbers. */
function apart(ours: Tensor, expected: readonly number[]): number {
  return Math.max(...Array.from(ours.dataSync(), (value, i) => Math.abs(value - expected[i]!)));
}

function layer(generator: Generator, figure: Context['figure']): void {
  const norm = new BatchNorm1d(3, options);
  norm.weight!.assign(tensor([0.5, 2, -1]));
  norm.bias!.assign(tensor([1, 0, -2]));
  const [gamma, beta] = [norm.weight!, norm.bias!].map((parameter) => Array.from(parameter.dataSync()));
  const x = randn([8, 3], { generator, requiresGrad: true });
  const g = randn([8, 3], { generator });
  const out = norm.forward(x);
  out.backward({ gradient: g });
  const [values, upstream] = [columns(x), columns(g)];
  const hands = values.map(byHand);
  const rows = (features: readonly (readonly number[])[]): number[] => features[0]!.flatMap((_, n) => features.map((one) => one[n]!));
  const differences = {
    out: apart(out, rows(hands.map(({ normalized }, c) => normalized.map((value) => gamma![c]! * value + beta![c]!)))),
    dx: apart(
      x.grad!,
      rows(
        values.map((one, c) =>
          backByHand(
            one,
            upstream[c]!.map((value) => value * gamma![c]!),
          ),
        ),
      ),
    ),
    dgamma: apart(
      norm.weight!.grad!,
      upstream.map((one, c) => sum(one.map((value, n) => value * hands[c]!.normalized[n]!))),
    ),
    dbeta: apart(norm.bias!.grad!, upstream.map(sum)),
  };
  figure({
    row: 31,
    name: 'batch normalization: out, dx, d gamma, d beta from the formulas',
    book: '0',
    ours: Object.values(differences)
      .map((difference) => difference.toExponential(1))
      .join(', '),
    met: Object.values(differences).every((difference) => difference < rounding()),
  });

  // Running averages start at 0 and move a tenth of the way: after two batches, evaluation goes by them.
  const second = randn([8, 3], { generator });
  norm.forward(second);
  const later = columns(second).map(byHand);
  const mean = hands.map((one, c) => 0.9 * 0.1 * one.mean + 0.1 * later[c]!.mean);
  const variance = hands.map((one, c) => 0.9 * 0.1 * one.variance + 0.1 * later[c]!.variance);
  const running = Math.max(apart(norm.runningMean!, mean), apart(norm.runningVar!, variance));
  const one = [0.3, -1, 2];
  const tested = norm.eval().forward(tensor([one]));
  const expected = one.map((value, c) => (gamma![c]! * (value - mean[c]!)) / Math.sqrt(variance[c]! + 1e-6) + beta![c]!);
  figure({
    row: 31,
    name: 'running averages of two batches, and evaluation by them, from the formulas',
    book: '0, 0',
    ours: `${running.toExponential(1)}, ${apart(tested, expected).toExponential(1)}`,
    met: running < rounding() && apart(tested, expected) < rounding(),
  });
}

export const program: Program = {
  name: 'ch06-training/normalization',
  title: "batch normalization, forward and backward, against the book's formulas in plain numbers",
  device: 'reference',
  async run({ seed, figure }) {
    const generator = new Generator(seed);
    layer(generator, figure);

    // A channel's moments go over batch, height and width: the same as rows of pixels.
    const images = randn([2, 3, 4, 5], { generator });
    const byChannel = new BatchNorm2d(5, options).forward(images);
    const byFeature = new BatchNorm1d(5, options).forward(images.reshape([24, 5])).reshape([2, 3, 4, 5]);
    const differ = byChannel.sub(byFeature).abs().max().item();
    const moments = columns(byChannel.reshape([24, 5])).map(byHand);
    const off = Math.max(...moments.map(({ mean, variance }) => Math.max(Math.abs(mean), Math.abs(variance - 1))));
    figure({
      row: 31,
      name: 'images by channel: difference from rows of pixels; moments of a channel from 0 and 1',
      book: '0, 0',
      ours: `${differ.toExponential(1)}, ${off.toExponential(1)}`,
      // The epsilon of 1e-6 leaves a variance of 1 by so much too small.
      met: differ < rounding() && off < 1e-5,
    });

    const x = randn([6, 4], { generator });
    const [vectors, pictures] = [
      gradcheck(new BatchNorm1d(4, options), [x]),
      gradcheck(new BatchNorm2d(2, options), [randn([2, 2, 3, 2], { generator })]),
    ];
    figure({
      row: 31,
      name: 'relative error of the gradients of vectors and of images',
      book: '0',
      ours: `${vectors.worstRelativeError.toExponential(1)}, ${pictures.worstRelativeError.toExponential(1)}`,
      met: Math.max(vectors.worstRelativeError, pictures.worstRelativeError) < 1e-6,
    });

    // Gamma and beta can give back any deviation and mean: here 3 and -2.
    const norm = new BatchNorm1d(4, options);
    const optimizer = new SGD(norm.parameters(), { learningRate: 0.1 });
    const target = tensor(columns(x).map((feature) => byHand(feature).normalized.map((value) => 3 * value - 2))).transpose();
    for (let step = 0; step < 200; step++) {
      optimizer.zeroGrad();
      norm.forward(x).sub(target).square().mean().mul(2).backward();
      optimizer.step();
    }
    const learned = [norm.weight!, norm.bias!].map((parameter) => Array.from(parameter.dataSync(), (value) => value.toFixed(3)));
    figure({
      row: 31,
      name: 'gamma and beta learned for a target of deviation 3 and mean -2',
      book: '3, -2',
      ours: learned.map(([first]) => first).join(', '),
      met: learned[0]!.every((value) => value === '3.000') && learned[1]!.every((value) => value === '-2.000'),
    });
  },
};
