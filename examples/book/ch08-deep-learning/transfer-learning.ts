import { crossEntropy, Generator } from 'megagrad';
import { mnist, Subset } from 'megagrad/data';
import { Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential, type Layer } from 'megagrad/nn';
import { Adam } from 'megagrad/optim';
import { fit } from 'megagrad/train';
import type { Program } from '../program.ts';
import { first, share } from '../common/train-conv-net.ts';

/** Features, and a head on top of them. */
function network(seed: number): { features: Layer; head: Layer; model: Layer } {
  const generator = new Generator(seed);
  const features = new Sequential(
    ...[new Conv2d(1, 16, 5, { generator }), new ReLU(), new MaxPool2d(2)],
    ...[new Conv2d(16, 32, 5, { generator }), new ReLU(), new MaxPool2d(2), new Flatten()],
  );
  const head = new Linear(512, 10, { generator });
  return { features, head, model: new Sequential({ features, head }) };
}

export const program: Program = {
  name: 'ch08-deep-learning/transfer-learning',
  title: 'what was learned of digits 0 to 4 helps to learn 5 to 9 from few images',
  device: 'auto',
  async run({ full, seed, figure }) {
    const { train, test } = await mnist({ flatten: false });
    const labels = train.y.data;
    const low = [...labels.keys()].filter((i) => labels[i]! < 5);
    const high = [...labels.keys()].filter((i) => labels[i]! >= 5);
    const few = new Subset(train, Int32Array.from(high.slice(0, 50)));
    const tested = first(
      new Subset(test, Int32Array.from([...test.y.data.keys()].filter((i) => test.y.data[i]! >= 5))),
      full ? 4861 : 1000,
    );
    const learn = async (model: Layer, data: Subset, steps: number): Promise<void> => {
      const optimizer = new Adam(
        model.parameters().filter(({ requiresGrad }) => requiresGrad),
        { learningRate: 0.003 },
      );
      await fit(model, { data, loss: crossEntropy, optimizer, batchSize: 50, replacement: true, generator: new Generator(seed), steps });
    };
    const source = network(seed);
    await learn(source.model, new Subset(train, Int32Array.from(low.slice(0, 20_000))), full ? 1000 : 150);

    const target = network(seed + 1);
    target.features.loadStateDict(source.features.stateDict());
    target.features.requireGrad(false);
    const frozen = target.features.parameters().map((parameter) => parameter.dataSync().slice());
    const fresh = network(seed + 1);
    const steps = full ? 300 : 100;
    await learn(target.model, few, steps);
    await learn(fresh.model, few, steps);
    const untouched = target.features
      .parameters()
      .every((parameter, i) => parameter.dataSync().every((value, k) => Object.is(value, frozen[i]![k])));
    figure({
      row: 83,
      name: 'frozen weights after training',
      book: 'the same bits',
      ours: untouched ? 'the same bits' : 'changed',
      met: untouched,
    });
    const [transferred, alone] = [await share(target.model, tested), await share(fresh.model, tested)];
    figure({
      row: 83,
      name: 'accuracy from 50 images, with learned features and from scratch',
      book: 'fine tuning helps with little data',
      ours: `${transferred.toFixed(4)} and ${alone.toFixed(4)}`,
      met: transferred > alone,
    });
  },
};
