import { crossEntropy, crossEntropyError, eye, Generator, randn, softmax, tensor } from 'megagrad';
import { compose, flatten, fromOneHot, mnist, normalize, oneHot, toTensor, whiten } from 'megagrad/data';
import { images } from 'megagrad/viz';
import { decode } from 'fast-png';
import type { Program } from '../program.ts';
import { textsIn } from '../common/svg.ts';

const rangeOf = (values: ArrayLike<number>): string => `${Math.min(...Array.from(values))} to ${Math.max(...Array.from(values))}`;

export const program: Program = {
  name: 'ch03-neural-network/data',
  title: 'digits and labels: counted, drawn, normalized, whitened',
  device: 'reference',
  async run({ seed, figure, save }) {
    const { train, test } = await mnist();
    const labels = Array.from(train.y.data.subarray(0, 10)).join();
    figure({
      row: 1,
      name: 'images to train and to test',
      book: '60000, 10000',
      ours: `${train.length}, ${test.length}`,
      met: train.length === 60_000 && test.length === 10_000,
    });
    // Synthetic digits, drawn where the real ones cannot be had, have labels of their own.
    figure({
      row: 1,
      name: `first labels (${train.source})`,
      book: '5,0,4,1,9,2,1,3,1,4',
      ours: labels,
      met: train.source === 'synthetic' || labels === '5,0,4,1,9,2,1,3,1,4',
    });

    const known = {
      counts: '5923,6742,5958,6131,5842,5421,5918,6265,5851,5949',
      moments: '33.3184, 78.5675',
    };
    const counts = Array.from({ length: 10 }, (_, label) => train.y.data.filter((y) => y === label).length).join();
    let [sum, squares] = [0, 0];
    for (const pixel of train.x.data) {
      sum += pixel;
      squares += pixel ** 2;
    }
    const mean = sum / train.x.data.length;
    const deviation = Math.sqrt(squares / train.x.data.length - mean ** 2);
    const moments = `${mean.toFixed(4)}, ${deviation.toFixed(4)}`;
    figure({
      row: 1,
      name: 'images of each digit to train',
      book: known.counts,
      ours: counts,
      met: train.source === 'synthetic' || counts === known.counts,
    });
    figure({
      row: 1,
      name: 'mean and deviation of their pixels, 0 to 255',
      book: known.moments,
      ours: moments,
      met: train.source === 'synthetic' || moments === known.moments,
    });

    // Section 3.6.1. The drawing holds a PNG, with a square of pixels for each of the digit's.
    const digit = train.get(0);
    const svg = images([{ pixels: digit.x.data, height: 28, width: 28, caption: `label ${digit.y.data[0]}` }], { size: 140 });
    await save('digit.svg', svg);
    const picture = decode(Uint8Array.from(atob(/base64,([^"]*)/.exec(svg)?.[1] ?? ''), (char) => char.charCodeAt(0)));
    const side = picture.width / 28;
    const right = digit.x.data.filter((pixel, i) => {
      const place = Math.floor(i / 28) * side * picture.width + (i % 28) * side;
      return picture.data[place] === Math.round(255 * pixel);
    });
    figure({
      row: 119,
      name: 'pixels of the first digit in its drawing, and what is written there',
      book: 'label 5',
      ours: `${right.length}, ${textsIn(svg).join()}`,
      met: right.length === 784 && textsIn(svg).includes(`label ${labels[0]}`),
    });

    const generator = new Generator(seed);
    const logits = randn([10, 10], { generator });
    const classes = tensor(Array.from(train.y.data.subarray(0, 10)), { dtype: 'int32' });
    const rows = oneHot(train.y.data.subarray(0, 10), 10);
    const [byIndex, byRow] = [crossEntropy(logits, classes).item(), crossEntropyError(softmax(logits), toTensor(rows)).item()];
    const back = Array.from(fromOneHot(rows)).join();
    figure({
      row: 4,
      name: 'loss of classes and of one-hot rows',
      book: 'the same',
      ours: `${byIndex.toFixed(6)}, ${byRow.toFixed(6)}`,
      met: Math.abs(byIndex - byRow) < 1e-5 && back === labels,
    });

    // Pixels as they are read, divided by 255, and put through transforms one after the other.
    const bytes = (await mnist({ normalize: false, flatten: false })).train.get(0).x;
    const pixels = train.get(0).x.data;
    figure({
      row: 11,
      name: 'range of pixels as read, and divided by 255',
      book: '0 to 255, 0 to 1',
      ours: `${rangeOf(bytes.data)}, ${rangeOf(pixels)}`,
      met: rangeOf(bytes.data) === '0 to 255' && rangeOf(pixels) === '0 to 1',
    });
    const normalized = normalize({ mean: 0.5, std: 0.5 })({ data: pixels, shape: [784] }, generator);
    figure({
      row: 11,
      name: 'range of (x - 0.5) / 0.5',
      book: '-1 to 1',
      ours: rangeOf(normalized.data),
      met: rangeOf(normalized.data) === '-1 to 1',
    });
    const composed = compose(flatten(), normalize({ mean: 0, std: 255 }))(bytes, generator);
    const same = pixels.every((pixel, i) => Math.abs(pixel - composed.data[i]!) < 1e-7);
    figure({
      row: 11,
      name: 'shape after flatten and normalize; values of (x - 0) / 255',
      ours: `${composed.shape.join()}, ${same ? 'as divided by 255' : 'other'}`,
      met: composed.shape.join() === '784' && same,
    });

    // Correlated columns of different spread.
    const mixing = [
      [2, 0, 0],
      [1, 1, 0],
      [0.5, 0.2, 0.1],
    ];
    const cloud = randn([500, 3], { generator }).matMul(tensor(mixing));
    const data = { data: Float64Array.from(cloud.dataSync()), shape: [500, 3] };
    const white = whiten(data);
    const whitened = tensor(
      Array.from({ length: 500 }, (_, i) => [...white({ data: data.data.subarray(3 * i, 3 * i + 3), shape: [3] }, generator).data]),
    );
    const off = whitened.transpose().matMul(whitened).div(500).sub(eye(3)).abs().max().item();
    const center = whitened.mean(0).abs().max().item();
    figure({
      row: 12,
      name: 'whitened: distance of the mean from 0, of the covariance from the identity',
      book: '0, 0',
      ours: `${center.toExponential(0)}, ${off.toExponential(0)}`,
      met: center < 1e-9 && off < 1e-9,
    });
  },
};
