import { booleanMask, tensor, type Tensor } from 'megagrad';
import type { Program } from '../program.ts';

const leaf = (values: number[] | number[][]): Tensor => tensor(values, { requiresGrad: true });

/** The values as one reads them: `[[1,2],[3,4]]`. */
const text = (x: Tensor): string => JSON.stringify(x.toArray());

export const program: Program = {
  name: 'ch03-neural-network/arrays',
  title: 'what NumPy does with arrays, and the gradient of each: broadcasting, products, parts, masks',
  device: 'reference',
  async run({ figure }) {
    const compare = (name: string, y: Tensor, leaves: readonly Tensor[], wanted: readonly string[], book?: string): void => {
      const ours = [y, ...leaves.map(({ grad }) => grad!)].map(text);
      const line = `${ours[0]!}, gradient ${ours.slice(1).join(' and ')}`;
      figure({ row: 17, name, ...(book === undefined ? {} : { book }), ours: line, met: ours.join() === wanted.join() });
    };

    // Section 1.5.5. The row is used twice, once for each row of A: its gradient is the sum over them.
    const [a, row] = [
      leaf([
        [1, 2],
        [3, 4],
      ]),
      leaf([10, 20]),
    ];
    const product = a.mul(row);
    product.sum().backward();
    compare('A * [10, 20]', product, [a, row], ['[[10,40],[30,80]]', '[[10,20],[10,20]]', '[4,6]'], '[[10,40],[30,80]]');
    const [column, bias] = [leaf([[1], [2]]), leaf([10, 20, 30])];
    const sum = column.add(bias);
    sum.square().sum().backward();
    compare('[[1], [2]] + [10, 20, 30], squared', sum, [column, bias], ['[[11,21,31],[12,22,32]]', '[[126],[132]]', '[46,86,126]']);

    // Section 3.3.3.
    const [x, w] = [
      leaf([1, 2]),
      leaf([
        [1, 3, 5],
        [2, 4, 6],
      ]),
    ];
    const y = x.matMul(w);
    y.sum().backward();
    compare('[2] by [2, 3]', y, [x, w], ['[5,11,17]', '[9,12]', '[[1,1,1],[2,2,2]]'], '[5,11,17]');

    // Section 1.5.6. What is not taken has no part in the result: its gradient is 0.
    const rows = [
      [51, 55],
      [14, 19],
      [0, 4],
    ];
    const sliced = leaf(rows);
    const part = sliced.slice({ begin: [1, 0], size: [2, 1] });
    part.square().sum().backward();
    compare('X[1:, 0:1], squared', part, [sliced], ['[[14],[0]]', '[[0,0],[28,0],[0,0]]']);
    const masked = leaf(rows);
    const large = booleanMask(masked, masked.greater(15));
    large.square().sum().backward();
    compare('X[X > 15], squared', large, [masked], ['[51,55,19]', '[[102,110],[0,38],[0,0]]'], '[51,55,19]');
    // Place 4 is taken twice: both gradients are added there.
    const flat = leaf(rows.flat());
    const taken = flat.gather(tensor([0, 2, 4, 4], { dtype: 'int32' }));
    taken.backward({ gradient: tensor([1, 2, 3, 4]) });
    compare('X.flatten()[[0, 2, 4, 4]] with gradients [1, 2, 3, 4]', taken, [flat], ['[51,14,0,0]', '[1,0,2,0,7,0]']);
  },
};
