import { Generator, randn, relu, sigmoid, softmax, step, tensor } from 'megagrad';
import { lines } from 'megagrad/viz';
import type { Program } from '../program.ts';

export const program: Program = {
  name: 'ch03-neural-network/activations',
  title: 'step, sigmoid and ReLU as curves, and a softmax that does not overflow',
  device: 'reference',
  async run({ seed, save, figure }) {
    const points = Array.from({ length: 100 }, (_, i) => -5 + i / 10);
    const x = tensor(points, { requiresGrad: true });
    const curves = { step: step(x), sigmoid: sigmoid(x), ReLU: relu(x) };
    const series = await Promise.all(Object.entries(curves).map(async ([name, y]) => ({ name, x: points, y: await y.data() })));
    await save('activations.svg', await lines(series, { title: 'Activation functions', yLabel: 'h(x)' }));

    const one = sigmoid(1).item();
    figure({ row: 23, name: 'sigmoid(1)', book: '0.7310585786', ours: one.toFixed(10), met: one.toFixed(10) === '0.7310585786' });
    const far = sigmoid(-1000).item();
    figure({ row: 23, name: 'sigmoid(-1000)', book: 'no overflow', ours: String(far), met: far === 0 });
    const learns = step(x).requiresGrad;
    figure({
      row: 22,
      name: 'gradient of the step function',
      book: 'none: it cannot learn',
      ours: learns ? 'there is one' : 'none',
      met: !learns,
    });
    // Section 3.5.2: exp(1010) overflows; subtracting the largest first does not.
    const large = Array.from(await softmax(tensor([1010, 1000, 990])).data(), (p) => p.toExponential(7));
    const book = ['9.9995460e-1', '4.5397869e-5', '2.0610600e-9'];
    figure({
      row: 27,
      name: 'softmax([1010, 1000, 990])',
      book: book.join(', '),
      ours: large.join(', '),
      met: large.join() === book.join(),
    });
    const rows = softmax(randn([100, 10], { generator: new Generator(seed) }).mul(10)).sum(1);
    const off = rows.sub(1).abs().max().item();
    figure({
      row: 27,
      name: 'softmax of 100 rows: distance of their sums from 1',
      book: '0',
      ours: off.toExponential(0),
      met: off < 1e-14,
    });
  },
};
