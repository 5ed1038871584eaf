import { crossEntropy, Generator, mse, Parameter, randn, tensor, zeros, type Tensor } from 'megagrad';
import { ArrayDataset, hostArray } from 'megagrad/data';
import { GaussianNoise, init, Linear, Sequential, Sigmoid, type Initializer } from 'megagrad/nn';
import { clipGradNorm, SGD } from 'megagrad/optim';
import { evaluate } from 'megagrad/train';
import type { Program } from '../program.ts';

/** The lengths of the gradients of 20 equal matrix products on end, the last first. */
function gradientNorms(scale: number): number[] {
  const generator = new Generator(3);
  const w = randn([3, 3], { generator }).mul(scale);
  const states: Tensor[] = [];
  let h: Tensor = randn([2, 3], { generator, requiresGrad: true });
  for (let t = 0; t < 20; t++) {
    h.retainGrad();
    states.push(h);
    h = h.matMul(w);
  }
  h.sum().backward();
  return states.toReversed().map((state) => state.grad!.square().sum().sqrt().item());
}

export const program: Program = {
  name: 'ch06-training/stability',
  title: 'gradients that explode or vanish, equal weights, and noise as a penalty',
  device: 'reference',
  async run({ seed, figure }) {
    const [large, small] = [gradientNorms(1), gradientNorms(0.2)];
    figure({
      row: 75,
      name: 'gradient 20 steps back, by that of the last step: W ~ N(0, 1)',
      book: 'explodes',
      ours: (large.at(-1)! / large[0]!).toExponential(1),
      met: large.at(-1)! > 10 * large[0]!,
    });
    figure({
      row: 75,
      name: 'the same for W / 5',
      book: 'vanishes',
      ours: (small.at(-1)! / small[0]!).toExponential(1),
      met: small.at(-1)! < 1e-3 * small[0]!,
    });
    const p = new Parameter(tensor([3, 4]));
    p.mul(tensor([3, 4]))
      .sum()
      .backward();
    clipGradNorm([p], 1);
    const norm = p.grad!.square().sum().sqrt().item();
    figure({ row: 75, name: 'length of a gradient of 5, clipped to 1', book: '1', ours: norm.toFixed(5), met: Math.abs(norm - 1) < 1e-5 });

    // Hidden units that start equal get equal gradients, and never part.
    const generator = new Generator(seed);
    const x = randn([30, 4], { generator });
    const y = tensor(
      Array.from({ length: 30 }, (_, i) => i % 3),
      { dtype: 'int32' },
    );
    const distinct = (weight: Initializer): number => {
      const hidden = new Linear(4, 5, { weight, generator });
      const model = new Sequential(hidden, new Sigmoid(), new Linear(5, 3, { weight, generator }));
      const optimizer = new SGD(model.parameters(), { learningRate: 0.5 });
      for (let step = 0; step < 50; step++) {
        optimizer.zeroGrad();
        crossEntropy(model.forward(x), y).backward();
        optimizer.step();
      }
      const weights = Array.from(hidden.weight.transpose().dataSync());
      return new Set(Array.from({ length: 5 }, (_, unit) => weights.slice(4 * unit, 4 * unit + 4).join())).size;
    };
    const [equal, random] = [distinct(init.constant(0.5)), distinct(init.normal(0.5))];
    figure({
      row: 70,
      name: 'different hidden units of 5 after training: equal and random weights',
      book: '1, 5',
      ours: `${equal}, ${random}`,
      met: equal === 1 && random === 5,
    });

    // Bishop 1995: for a linear model, noise of deviation s on the input adds s^2 |w|^2 to the mean squared error.
    const model = new Linear(4, 1, { weight: init.normal(1), generator });
    const rows = 20_000;
    const inputs = Float64Array.from(randn([rows, 4], { generator }).dataSync());
    const data = new ArrayDataset(hostArray(inputs, [rows, 4]), hostArray(new Float64Array(rows), [rows, 1]));
    const clean = (await evaluate(model, { data, loss: mse }))['loss']!;
    const noisy = new Sequential(new GaussianNoise(0.5, { generator }), model).train();
    const measured = mse(noisy.forward(tensor(inputs, { shape: [rows, 4] })), zeros([rows, 1])).item();
    const penalty = 0.25 * model.weight.square().sum().item();
    figure({
      row: 79,
      name: 'what noise adds to the error, and the penalty of Tikhonov',
      book: 'equal',
      ours: `${(measured - clean).toFixed(3)}, ${penalty.toFixed(3)}`,
      met: Math.abs(measured - clean - penalty) < 0.1 * penalty,
    });
  },
};
