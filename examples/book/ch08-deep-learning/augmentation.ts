import { crossEntropy, Generator } from 'megagrad';
import { brightness, compose, crop, flip, mnist, rotate, scale, shift, type Dataset, type HostArray } from 'megagrad/data';
import { Adam } from 'megagrad/optim';
import { fit } from 'megagrad/train';
import { images } from 'megagrad/viz';
import type { Program } from '../program.ts';
import { first, share } from '../common/train-conv-net.ts';
import { simpleConvNet } from './models/simple-conv-net.ts';

const ways = {
  rotate: rotate({ degrees: 25 }),
  shift: shift({ pixels: 4 }),
  crop: crop({ part: 0.7 }),
  flip: flip({ probability: 1 }),
  brightness: brightness({ by: 0.6 }),
  scale: scale({ range: [0.7, 1.3] }),
};

export const program: Program = {
  name: 'ch08-deep-learning/augmentation',
  title: 'more images out of few: turned, moved and scaled a little',
  device: 'auto',
  async run({ full, seed, figure, save }) {
    const { train, test } = await mnist({ flatten: false });
    const digit = train.get(0).x;
    const picture = (x: HostArray, caption: string): { pixels: ArrayLike<number>; height: number; width: number; caption: string } => ({
      pixels: x.data,
      height: 28,
      width: 28,
      caption,
    });
    const drawn = Object.entries(ways).map(([name, way]) => ({
      name,
      x: way(digit, new Generator(seed)),
      again: way(digit, new Generator(seed)),
    }));
    await save('augmented.svg', images([picture(digit, 'as it is'), ...drawn.map(({ name, x }) => picture(x, name))], { columns: 7 }));
    const kept = drawn.every(({ x }) => x.shape.join() === digit.shape.join());
    const seeded = drawn.every(({ x, again }) => x.data.every((value, i) => value === again.data[i]));
    const changed = drawn.filter(({ x }) => x.data.some((value, i) => value !== digit.data[i])).length;
    let same = true;
    for (const way of Object.values(ways)) same &&= (await train.map(way).get(0, new Generator(seed))).y.data[0] === train.get(0).y.data[0];
    figure({
      row: 13,
      name: 'ways that change a digit; its shape and label stay, and a seed gives the same again',
      ours: `${changed}; ${[kept, same, seeded].join(', ')}`,
      met: changed === 6 && kept && same && seeded,
    });

    // Few images, so that more of them help; digits are not mirrored.
    const few = first(train, full ? 300 : 100);
    const tested = first(test, full ? 10_000 : 1000);
    const learn = async (data: Dataset): Promise<number> => {
      const model = simpleConvNet(new Generator(seed));
      const optimizer = new Adam(model.parameters(), { learningRate: 0.001 });
      await fit(model, {
        data,
        loss: crossEntropy,
        optimizer,
        batchSize: 50,
        replacement: true,
        generator: new Generator(seed),
        steps: full ? 1500 : 150,
      });
      return share(model, tested);
    };
    const moved = few.map(compose(rotate({ degrees: 15 }), shift({ pixels: 2 }), scale({ range: [0.9, 1.1] })));
    const plain = await learn(few);
    const augmented = await learn(moved);
    figure({
      row: 13,
      name: `test accuracy learned from ${few.length} images, as they are and augmented`,
      book: 'augmentation helps',
      ours: `${plain.toFixed(4)} and ${augmented.toFixed(4)}`,
      met: full ? augmented > plain : augmented > 0.5,
    });
  },
};
