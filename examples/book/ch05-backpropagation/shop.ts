import { tensor, type Tensor } from 'megagrad';
import { dotToSvg, toDot, trace } from 'megagrad/viz';
import type { Program } from '../program.ts';

const leaf = (value: number, label: string): Tensor => tensor(value, { requiresGrad: true, label });

export const program: Program = {
  name: 'ch05-backpropagation/shop',
  title: 'two apples, three oranges and tax: values forward, derivatives backward',
  device: 'reference',
  async run({ figure, save }) {
    const [apple, apples] = [leaf(100, 'apple'), leaf(2, 'number of apples')];
    const [orange, oranges] = [leaf(150, 'orange'), leaf(3, 'number of oranges')];
    const tax = leaf(1.1, 'tax');
    const buy = (): Tensor => apple.mul(apples).add(orange.mul(oranges)).mul(tax);

    const price = buy();
    price.backward();
    figure({ row: 28, name: 'price', book: '715', ours: price.item().toFixed(0), met: Math.abs(price.item() - 715) < 1e-9 });
    for (const [of, book] of [
      [apple, 2.2],
      [apples, 110],
      [orange, 3.3],
      [oranges, 165],
      [tax, 650],
    ] as const) {
      const ours = of.grad!.item();
      figure({ row: 28, name: `d price / d ${of.label}`, book: String(book), ours: String(ours), met: Math.abs(ours - book) < 1e-9 });
    }
    const drawing = toDot(buy, { theme: 'book', gradients: true });
    figure({ row: 52, name: 'nodes of the graph', ours: String(trace(buy).nodes.length), met: trace(buy).nodes.length === 9 });
    await save('shop.svg', await dotToSvg(drawing));
  },
};
