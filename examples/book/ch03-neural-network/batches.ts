import { Generator } from 'megagrad';
import { ArrayDataset, DataLoader, hostArray, type DataLoaderOptions } from 'megagrad/data';
import type { Program } from '../program.ts';

const count = 100;

/** A hundred samples that are told apart by their number. */
function numbered(): ArrayDataset {
  const numbers = hostArray(
    Float64Array.from({ length: count }, (_, i) => i),
    [count, 1],
  );
  return new ArrayDataset(numbers, numbers);
}

/** The samples of the batches of one epoch. */
async function epoch(loader: DataLoader): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const { x } of loader) batches.push(Array.from(await x.data()));
  return batches;
}

export const program: Program = {
  name: 'ch03-neural-network/batches',
  title: 'mini-batches: in order, shuffled, or drawn with replacement',
  device: 'reference',
  async run({ seed, figure }) {
    const data = numbered();
    const loaderWith = (options: DataLoaderOptions): DataLoader =>
      new DataLoader(data, { batchSize: 30, generator: new Generator(seed), ...options });

    const inOrder = await epoch(loaderWith({}));
    const sizes = inOrder.map((batch) => batch.length).join(', ');
    figure({ row: 10, name: '100 samples in batches of 30', ours: sizes, met: sizes === '30, 30, 30, 10' });
    const ascending = inOrder.flat().every((value, i) => value === i);
    figure({ row: 10, name: 'order without shuffle', ours: ascending ? 'as it is' : 'another', met: ascending });

    const shuffling = loaderWith({ shuffle: true });
    const [first, second] = [(await epoch(shuffling)).flat(), (await epoch(shuffling)).flat()];
    const different = [first, second].map((order) => new Set(order).size).join(', ');
    figure({
      row: 10,
      name: 'different samples in each of two shuffled epochs',
      ours: different,
      met: different === '100, 100',
    });
    const moved = first.filter((value, i) => value !== i && value !== second[i]).length;
    figure({ row: 10, name: 'of 100 places, those taken by a new sample', ours: String(moved), met: moved > 90 });

    // np.random.choice: of 100 draws from 100, 1 - 1/e are different.
    const drawn = (await epoch(loaderWith({ replacement: true, batchSize: 50 }))).flat();
    const [permuted, chosen] = [new Set(first).size, new Set(drawn).size];
    figure({
      row: 8,
      name: 'different samples in an epoch: shuffled, and drawn with replacement',
      book: 'all, and about 63 %',
      ours: `${permuted}, ${chosen}`,
      met: permuted === count && drawn.length === count && chosen > 50 && chosen < 76,
    });
  },
};
