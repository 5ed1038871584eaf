import { crossEntropy, Generator, grad, noGrad, ones, randn, random, type Tensor } from 'megagrad';
import { mnist, toTensor, type ArrayDataset, type TrainTest } from 'megagrad/data';
import { Conv2d, init, ReLU, Residual, Sequential, type Layer } from 'megagrad/nn';
import { Adam } from 'megagrad/optim';
import { fit } from 'megagrad/train';
import { lines } from 'megagrad/viz';
import type { Context, Program } from '../program.ts';
import { first, meanOfLast, share } from '../common/train-conv-net.ts';
import { smallResNet, type SmallResNetOptions } from './models/res-net.ts';

const sameBits = (a: Tensor, b: Tensor): boolean => a.dataSync().every((value, i) => Object.is(value, b.dataSync()[i]));

/** y = F(x) + x: the gradient of x is that of F, and one more. */
function checkShortcut({ seed, figure }: Context): void {
  const generator = new Generator(seed);
  const x = randn([2, 6, 6, 3], { generator, requiresGrad: true });
  const conv = (weight: init.Initializer): Layer => new Conv2d(3, 3, 3, { padding: 1, generator, weight, bias: false });
  const f = new Sequential(conv(init.he()), new ReLU(), conv(init.he()));
  const sum = sameBits(new Residual(f).forward(x), f.forward(x).add(x));
  figure({ row: 42, name: 'a residual block is y = F(x) + x', ours: sum ? 'to the last bit' : 'not to the last bit', met: sum });

  const gradientOf = (layer: Layer): Tensor => grad(layer.forward(x).sum(), [x])[0]!;
  const more = sameBits(gradientOf(new Residual(f)), gradientOf(f).add(1));
  figure({ row: 42, name: 'gradient past F, beside that through F', ours: more ? '1' : 'not 1', met: more });

  const nothing = new Sequential(conv(init.zeros()), new ReLU(), conv(init.zeros()));
  const gradients = [nothing, new Residual(nothing)].map((layer) => [...new Set(gradientOf(layer).dataSync())].join());
  const ours = gradients.join(' and ');
  figure({
    row: 42,
    name: 'gradient where the weights of F are 0, without and with the shortcut',

    ours,
    met: ours === '0 and 1',
  });
}

/** A net of drawn weights. */
function build(seed: number, blocks: number, options: SmallResNetOptions): Layer {
  random.seed(seed);
  const model = smallResNet(blocks, { ...options, stride: 2 });
  noGrad(() => model.forward(ones([2, 28, 28, 1])));
  return model;
}

/** Norms of the gradients of the 3 x 3 filters, from the first layer to the last. */
function gradientNorms(model: Layer, { train }: TrainTest<ArrayDataset>): number[] {
  const { x, y } = train.batch(Int32Array.from({ length: 50 }, (_, i) => i));
  crossEntropy(model.forward(toTensor(x)), toTensor(y)).backward();
  const filters = model.parameters().filter(({ shape }) => shape[0] === 3);
  const norms = filters.map((filter) => filter.grad!.square().sum().sqrt().item());
  model.dispose();
  return norms;
}

/** Losses of a training, and the share of test images that are right afterwards. */
async function learn(
  model: Layer,
  { train, test }: TrainTest,
  { full }: Context,
  seed: number,
): Promise<{ losses: readonly number[]; right: number }> {
  const { losses } = await fit(model, {
    data: train,
    loss: crossEntropy,
    optimizer: new Adam(model.parameters(), { learningRate: full ? 0.002 : 0.003 }),
    batchSize: full ? 50 : 20,
    replacement: true,
    generator: new Generator(seed),
    steps: full ? 300 : 120,
  });
  const right = await share(model, first(test, 1000));
  model.dispose();
  return { losses, right };
}

export const program: Program = {
  name: 'ch08-deep-learning/residual',
  title: 'very deep nets learn if their layers only have to add something',
  device: 'auto',
  async run(context) {
    const { full, seed, figure, save, say } = context;
    checkShortcut(context);

    const data = await mnist({ flatten: false });
    const [blocks, maps] = full ? [9, 8] : [5, 4];
    const layers = 6 * blocks + 2;
    const norms = [false, true].map((plain) => gradientNorms(build(seed, blocks, { maps, plain, normalized: false }), data));
    const names = ['residual', 'plain'];
    await save(
      'gradients.svg',
      await lines(
        norms.map((values, i) => ({ name: names[i]!, x: values.map((_, layer) => layer + 1), y: values.map(Math.log10) })),
        { title: 'Gradients before the first step, without batch normalization', xLabel: 'layer', yLabel: 'log10 of the norm' },
      ),
    );
    const [kept, vanished] = norms.map((values) => values[0]!) as [number, number];
    figure({
      row: 42,
      name: `gradient at the first of ${layers} layers without batch normalization, plain and residual`,
      book: 'vanishes in the plain one',
      ours: `${vanished.toExponential(1)} and ${kept.toExponential(1)}`,
      met: vanished < 1e-5 && kept > 1e-3,
    });

    for (const draw of full ? [seed, seed + 1, seed + 2] : [seed]) {
      const residual = await learn(build(draw, blocks, { maps }), data, context, draw);
      const plain = await learn(build(draw, blocks, { maps, plain: true }), data, context, draw);
      say(`seed ${draw}: test accuracy ${plain.right.toFixed(4)} plain, ${residual.right.toFixed(4)} residual`);
      const [high, low] = [plain, residual].map(({ losses }) => meanOfLast(losses, 20)) as [number, number];
      figure({
        row: 96,
        name: `loss of ${layers} layers after ${plain.losses.length} steps, plain and residual, seed ${draw}`,
        book: 'the plain one is worse',
        ours: `${high.toFixed(3)} and ${low.toFixed(3)}`,
        met: low < high - 0.5 && residual.right > plain.right,
      });
      if (draw !== seed) continue;
      const curves = [residual, plain].map(({ losses }, i) => ({
        name: names[i]!,
        x: losses.map((_, step) => step + 1),
        y: losses.map((_, step) => meanOfLast(losses.slice(0, step + 1), 10)),
      }));
      await save('loss.svg', await lines(curves, { title: `${layers} layers, with batch normalization`, xLabel: 'step', yLabel: 'loss' }));
    }
  },
};
