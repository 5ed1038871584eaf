import { add, col2im, conv2d, Generator, im2col, matMul, mul, randn, tensor, type Tensor } from 'megagrad';
import { gradcheck } from 'megagrad/testing';
import type { Program } from '../program.ts';
import { rounding } from '../common/rounding.ts';

/** The largest difference between two tensors. */
const difference = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

/** A convolution by four loops, one product of a window and a filter at a time: what im2col saves. */
function byLoops(x: Tensor, filters: Tensor): Tensor {
  const [images, height, width, channels] = x.shape as [number, number, number, number];
  const [size, , , maps] = filters.shape as [number, number, number, number];
  const [rows, columns] = [height - size + 1, width - size + 1];
  const out: number[] = [];
  for (let n = 0; n < images; n++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const window = x.slice({ begin: [n, i, j, 0], size: [1, size, size, channels] }).reshape([size, size, channels, 1]);
        for (let m = 0; m < maps; m++) {
          const filter = filters.slice({ begin: [0, 0, 0, m], size: [size, size, channels, 1] });
          out.push(mul(window, filter).sum().item());
        }
      }
    }
  }
  return tensor(Float64Array.from(out), { shape: [images, rows, columns, maps] });
}

export const program: Program = {
  name: 'ch07-convolution/im2col',
  title: 'a convolution is one matrix product, once the windows lie in rows',
  device: 'reference',
  async run({ seed, figure }) {
    const generator = new Generator(seed);
    for (const [images, book] of [
      [1, '9,75'],
      [10, '90,75'],
    ] as const) {
      // Section 7.4.3; ours are [N, H, W, C].
      const ours = im2col(randn([images, 7, 7, 3], { generator }), 5).shape.join();
      figure({ row: 38, name: `im2col of ${images} images of 7 x 7 x 3, windows of 5 x 5`, book, ours, met: ours === book });
    }

    const x = randn([2, 7, 7, 3], { generator });
    const columns = im2col(x, { size: 3, stride: 2, padding: 1 });
    const c = randn(columns.shape, { generator });
    const left = mul(columns, c).sum().item();
    const right = mul(x, col2im(c, { shape: x.shape, size: 3, stride: 2, padding: 1 }))
      .sum()
      .item();
    figure({
      row: 38,
      name: '<im2col(x), c> - <x, col2im(c)>',
      book: '0: adjoint',
      ours: (left - right).toExponential(1),
      met: Math.abs(left - right) < 1000 * rounding(),
    });

    // Section 7.2.4: OH = (H + 2P - FH) / S + 1.
    for (const [shape, size, stride, padding, book] of [
      [[1, 4, 4, 1], 3, 1, 1, '4,4'],
      [[1, 7, 7, 1], 3, 2, 0, '3,3'],
      [[1, 28, 31, 1], 5, 3, 2, '10,11'],
    ] as const) {
      const ours = conv2d(randn(shape, { generator }), randn([size, size, 1, 1], { generator }), { stride, padding }).shape.slice(1, 3);
      figure({
        row: 34,
        name: `${shape.slice(1, 3).join(' x ')}, filter ${size}, stride ${stride}, padding ${padding}`,
        book,
        ours: ours.join(),
        met: ours.join() === book,
      });
    }

    const filters = randn([5, 5, 3, 4], { generator });
    const images = randn([2, 12, 12, 3], { generator });
    const byMatrix = (): Tensor => matMul(im2col(images, 5), filters.reshape([75, 4])).reshape([2, 8, 8, 4]);
    // The first time on a device it prepares itself.
    const product = byMatrix();
    const timed = (work: () => Tensor): number => {
      const begun = performance.now();
      work().dataSync();
      return performance.now() - begun;
    };
    let looped = product;
    const loops = timed(() => (looped = byLoops(images, filters)));
    const matrix = timed(byMatrix);
    const convolved = conv2d(images, filters);
    const worst = Math.max(difference(looped, product), difference(looped, convolved));
    figure({
      row: 33,
      name: 'loops, matrix product and conv2d differ by',
      book: 'the same',
      ours: worst.toExponential(1),
      met: worst < 100 * rounding(),
    });
    const errors = ([stride, padding]: readonly [number, number]): number => {
      const sample = [[1, 5, 6, 2], [3, 3, 2, 3], [3]].map((shape) => randn(shape, { generator }));
      const affine = (x: Tensor, w: Tensor, b: Tensor): Tensor => add(conv2d(x, w, { stride, padding }), b);
      return gradcheck(affine, sample, { rtol: 1 }).worstRelativeError;
    };
    const strides = (
      [
        [1, 0],
        [1, 1],
        [2, 0],
        [2, 1],
        [3, 2],
      ] as const
    ).map(errors);
    figure({
      row: 33,
      name: 'gradients for x, W and b against differences, stride and padding 1 0, 1 1, 2 0, 2 1, 3 2',
      ours: strides.map((error) => error.toExponential(0)).join(' '),
      met: strides.every((error) => error < 1e-6),
    });
    figure({
      row: 129,
      name: 'the matrix product is faster than loops by',
      ours: `${(loops / matrix).toFixed(0)} times`,
      met: matrix < loops,
    });

    const mixing = randn([1, 1, 3, 4], { generator });
    const pixelwise = difference(conv2d(images, mixing), matMul(images.reshape([-1, 3]), mixing.reshape([3, 4])).reshape([2, 12, 12, 4]));
    figure({
      row: 35,
      name: '1 x 1 convolution against a linear map of each pixel',
      book: 'the same',
      ours: pixelwise.toExponential(1),
      met: pixelwise < rounding(),
    });

    const small = tensor([4, 1, 4, 2, 3, 0, 1, 5], { shape: [1, 2, 4, 1], requiresGrad: true });
    const pooled = small.maxPool(2);
    pooled.sum().backward();
    const routed = small.grad!.reshape([2, 4]).toArray();
    figure({
      row: 37,
      name: 'gradient of max pooling',
      book: 'goes to the first maximum',
      ours: JSON.stringify(routed),
      met: JSON.stringify(routed) === '[[1,0,0,0],[0,0,0,1]]',
    });
    const even = tensor([4, 1, 4, 2, 3, 0, 1, 5], { shape: [1, 2, 4, 1], requiresGrad: true });
    const averaged = even.avgPool(2);
    averaged.backward({ gradient: tensor([4, 8], { shape: [1, 1, 2, 1] }) });
    const spread = `${averaged.dataSync().join()}; ${even.grad!.dataSync().join()}`;
    figure({
      row: 37,
      name: 'average pooling of the same, and where gradients of 4 and 8 go',
      book: '2,3; in equal parts',
      ours: spread,
      met: spread === '2,3; 1,1,2,2,1,1,2,2',
    });
    const overlapping = images.maxPool({ size: 3, stride: 2, padding: 1 }).shape.join();
    figure({
      row: 37,
      name: 'shape of 2 images of 12 x 12 x 3 after max pooling of 3, stride 2, padding 1',
      book: '2,6,6,3',
      ours: overlapping,
      met: overlapping === '2,6,6,3',
    });
  },
};
