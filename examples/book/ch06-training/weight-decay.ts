import { crossEntropy, Generator, type Tensor } from 'megagrad';
import { mnist, toTensor } from 'megagrad/data';
import type { Layer } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { multiLayerNet, penalty, weightsAndOthers } from '../common/multi-layer-net.ts';
import { drawCurves, gap, overfit } from '../common/overfitting.ts';
import type { Context, Program } from '../program.ts';

const lambda = 0.1;

/** Section 6.4.2: half of lambda times the squared weights in the loss, or lambda times the weights in the optimizer. */
function compareForms(x: Tensor, y: Tensor, { seed, figure }: Pick<Context, 'seed' | 'figure'>): void {
  const sevenLayers = (): Layer => multiLayerNet({ hidden: [100, 100, 100, 100, 100, 100], generator: new Generator(seed) });
  const apart = (ours: readonly Tensor[], theirs: readonly Tensor[]): number =>
    Math.max(...ours.map((one, i) => one.sub(theirs[i]!).abs().max().item()));

  const model = sevenLayers();
  penalty(model, lambda).backward();
  const { weights, others } = weightsAndOthers(model);
  const slope = apart(
    weights.map((weight) => weight.grad!),
    weights.map((weight) => weight.mul(lambda)),
  );
  const touched = others.filter(({ grad }) => grad !== null).length;
  figure({
    row: 77,
    name: 'gradient of the penalty: difference from lambda W, biases that have one',
    book: '0, none',
    ours: `${slope.toExponential(1)}, ${touched}`,
    met: slope < 1e-7 && touched === 0,
  });

  const after = (inLoss: boolean, decay: number): Tensor[] => {
    const model = sevenLayers();
    const { weights, others } = weightsAndOthers(model);
    const optimizer = new SGD([{ parameters: weights, weightDecay: inLoss ? 0 : decay }, { parameters: others }], { learningRate: 0.01 });
    for (let step = 0; step < 5; step++) {
      optimizer.zeroGrad();
      const loss = crossEntropy(model.forward(x), y);
      (inLoss ? loss.add(penalty(model, decay)) : loss).backward();
      optimizer.step();
    }
    return model.parameters();
  };
  const inLoss = after(true, lambda);
  const [forms, effect] = [apart(inLoss, after(false, lambda)), apart(inLoss, after(false, 0))];
  figure({
    row: 77,
    name: 'parameters after 5 steps, penalty in the loss against decay in the optimizer; against no decay',
    book: '0, more',
    ours: `${forms.toExponential(1)}, ${effect.toExponential(1)}`,
    met: forms < 1e-6 && effect > 1000 * forms,
  });
}

export const program: Program = {
  name: 'ch06-training/weight-decay',
  title: 'weight decay closes the gap between training and test images',
  device: 'auto',
  async run({ full, seed, figure, save }) {
    const { train } = await mnist();
    const batch = train.batch(Int32Array.from({ length: 100 }, (_, i) => i));
    compareForms(toTensor(batch.x), toTensor(batch.y), { seed, figure });
    const epochs = full ? 201 : 60;
    const plain = await overfit(epochs, seed, {});
    const decayed = await overfit(epochs, seed, { weightDecay: lambda });
    figure({
      row: 76,
      name: `train and test accuracy, nothing done, epoch ${epochs}`,
      book: 'train 1.0, test well below',
      ours: `${plain.train.at(-1)!.toFixed(3)} and ${plain.test.at(-1)!.toFixed(3)}`,
      met: gap(plain) > 0.15 && (!full || plain.train.at(-1)! > 0.98),
    });
    figure({
      row: 77,
      name: 'gap with weight decay 0.1',
      book: '0.21 (.9267 - .7207)',
      ours: gap(decayed).toFixed(3),
      met: full ? Math.abs(gap(decayed) - 0.21) <= 0.06 : gap(decayed) < gap(plain),
    });
    await save('accuracy.svg', await drawCurves({ plain, decay: decayed }));
  },
};
