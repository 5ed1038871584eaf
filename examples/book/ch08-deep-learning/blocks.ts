import { concat, Generator, grad, localResponseNorm, matMul, mul, randn, random, type Tensor } from 'megagrad';
import { Flatten, Linear, Sequential, type Layer, type Module } from 'megagrad/nn';
import { gradcheck } from 'megagrad/testing';
import type { Context, Program } from '../program.ts';
import { rounding } from '../common/rounding.ts';
import { DenseLayer } from './models/dense-net.ts';
import { Inception } from './models/goog-le-net.ts';
import { nin, ninBlock } from './models/nin.ts';

const difference = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

/** What submodules give while `run` runs. */
function outputsOf(modules: readonly Module[], run: () => void): Tensor[] {
  const outputs: Tensor[] = [];
  const removals = modules.map((module) => module.registerForwardHook((_, __, output) => void outputs.push(output as Tensor)));
  run();
  for (const remove of removals) remove();
  return outputs;
}

/** The channels of [N, H, W, C] from `from` on. */
function channels(x: Tensor, from: number, count: number): Tensor {
  const [images, height, width] = x.shape as [number, number, number];
  return x.slice({ begin: [0, 0, 0, from], size: [images, height, width, count] });
}

function fullyConnected({ figure }: Context, generator: Generator): void {
  const maps = randn([1, 32, 32, 10], { generator });
  const linear = new Linear(32 * 32 * 10, 5, { generator });
  const y = new Sequential(new Flatten(), linear).forward(maps);
  const [pixels, weights, biases] = [maps, linear.weight, linear.bias!].map((x) => Array.from(x.dataSync())) as [
    number[],
    number[],
    number[],
  ];
  const sums = biases.map((bias, unit) => pixels.reduce((sum, pixel, i) => sum + pixel * weights[i * 5 + unit]!, bias));
  const off = Math.max(...Array.from(y.dataSync(), (value, unit) => Math.abs(value - sums[unit]!)));
  figure({
    row: 39,
    name: 'feature maps as one vector, and layer fc against sums',
    book: '[1,32*32*10]',
    ours: `[1,${new Flatten().forward(maps).shape[1]!}], ${off.toExponential(0)}`,
    met: new Flatten().forward(maps).shape.join() === '1,10240' && off < 100 * rounding(),
  });
}

function responseNorm({ figure }: Context, generator: Generator): void {
  const x = randn([2, 3, 3, 8], { generator });
  // Constants that, unlike AlexNet's, change numbers near 1.
  const [depthRadius, bias, alpha, beta] = [2, 2, 0.5, 0.75];
  const norm = (a: Tensor): Tensor => localResponseNorm(a, { depthRadius, bias, alpha, beta });
  const a = x.dataSync();
  const b = a.map((value, at) => {
    const [pixel, channel] = [at - (at % 8), at % 8];
    let sum = 0;
    for (let near = Math.max(0, channel - depthRadius); near <= Math.min(7, channel + depthRadius); near++) sum += a[pixel + near]! ** 2;
    return value / (bias + alpha * sum) ** beta;
  });
  const ours = norm(x).dataSync();
  const off = Math.max(...b.map((value, i) => Math.abs(value - ours[i]!)));
  figure({
    row: 40,
    name: 'LRN against b = a / (k + alpha sum a^2)^beta by loops',
    ours: off.toExponential(0),
    met: off < rounding(),
  });
  const { worstRelativeError } = gradcheck(norm, [x], { rtol: 1 });
  figure({
    row: 40,
    name: 'gradient of LRN against differences',
    ours: worstRelativeError.toExponential(0),
    met: worstRelativeError < 1e-6,
  });
}

function networkInNetwork({ figure }: Context, generator: Generator): void {
  const x = randn([1, 6, 6, 3], { generator });
  const block = ninBlock(4, 3, { padding: 1 });
  const y = block.forward(x);
  const [conv, , first, , second] = [...(block as Sequential)];
  const pixelwise = (layer: Layer, maps: Tensor): Tensor => {
    const [weight, bias] = layer.parameters();
    return matMul(maps.reshape([36, 4]), weight!.reshape([4, 4]))
      .add(bias!)
      .relu()
      .reshape([1, 6, 6, 4]);
  };
  const perPixel = pixelwise(second!, pixelwise(first!, conv!.forward(x).relu()));
  const off = difference(y, perPixel);
  figure({
    row: 94,
    name: 'NiN block against a convolution and two layers for each pixel',
    ours: off.toExponential(0),
    met: off < rounding(),
  });

  const net = nin(4);
  const digit = randn([1, 28, 28, 1], { generator });
  net.forward(digit);
  const head = [...(net as Sequential)].at(-1) as Sequential;
  let answer = digit;
  const [classMaps] = outputsOf([[...head][0]!], () => void (answer = net.forward(digit)));
  const [, height, width, classes] = classMaps!.shape as [number, number, number, number];
  const pixels = Array.from(classMaps!.dataSync());
  const means = Array.from({ length: classes }, (_, c) => {
    const map = pixels.filter((__, i) => i % classes === c);
    return map.reduce((sum, value) => sum + value, 0) / map.length;
  });
  const apart = Math.max(...means.map((mean, c) => Math.abs(mean - answer.dataSync()[c]!)));
  figure({
    row: 94,
    name: `answer of NiN against the means of its last ${classes} maps of ${height} x ${width}`,
    ours: apart.toExponential(0),
    met: classes === 10 && apart < rounding(),
  });
}

function inception({ figure }: Context, generator: Generator): void {
  const x = randn([2, 6, 6, 4], { generator, requiresGrad: true });
  const block = new Inception([3, [2, 5], [2, 4], 6]);
  block.forward(x);
  let y = x;
  const branches = outputsOf([block.one, block.three, block.five, block.pool], () => void (y = block.forward(x)));
  const maps = branches.map(({ shape }) => shape[3]!);
  figure({
    row: 95,
    name: 'maps of the four branches, one behind the other',
    ours: `${maps.join(' + ')} = ${y.shape[3]!}`,
    met: maps.join() === '3,5,4,6' && y.shape[3] === 18 && difference(y, concat(branches, { axis: 3 })) === 0,
  });
  const cotangent = randn(y.shape, { generator });
  const gradients = grad(mul(y, cotangent).sum(), branches);
  let from = 0;
  const off = gradients.map((gradient, i) => {
    const share = channels(cotangent, from, maps[i]!);
    from += maps[i]!;
    return difference(gradient, share);
  });
  figure({
    row: 95,
    name: 'gradient of each branch against its part of what comes back',
    ours: off.join(', '),
    met: off.every((value) => value === 0),
  });
}

function denseBlock({ figure }: Context, generator: Generator): void {
  const x = randn([2, 6, 6, 8], { generator, requiresGrad: true });
  const layers = [new DenseLayer(8, 4), new DenseLayer(12, 4), new DenseLayer(16, 4)];
  const maps = [x];
  const made = outputsOf(
    layers.map(({ layer }) => layer),
    () => void layers.forEach((layer) => maps.push(layer.forward(maps.at(-1)!))),
  );
  const counts = maps.map(({ shape }) => shape[3]!).join();
  const kept = difference(maps.at(-1)!, concat([x, ...made], { axis: 3 })) === 0;
  figure({
    row: 97,
    name: 'maps after each layer of a dense block, all earlier ones among them',
    ours: kept ? counts : 'others',
    met: kept && counts === '8,12,16,20',
  });
  const reached = grad(made.at(-1)!.square().sum(), [x, ...made.slice(0, -1)]).map((gradient) => gradient.abs().max().item());
  figure({
    row: 97,
    name: 'earlier maps that the last layer gives a gradient',
    ours: `${reached.filter((value) => value > 0).length} of ${reached.length}`,
    met: reached.every((value) => value > 0) && reached.length === 3,
  });
  const { worstRelativeError } = gradcheck(new Sequential(...layers), [x.detach()], { rtol: 1 });
  figure({
    row: 97,
    name: 'gradient of a dense block against differences',
    ours: worstRelativeError.toExponential(0),
    met: worstRelativeError < 1e-6,
  });
}

export const program: Program = {
  name: 'ch08-deep-learning/blocks',
  title: 'what the famous networks are built of, each part against its formula',
  device: 'reference',
  async run(context) {
    random.seed(context.seed);
    const generator = new Generator(context.seed);
    for (const show of [fullyConnected, responseNorm, networkInNetwork, inception, denseBlock]) show(context, generator);
  },
};
