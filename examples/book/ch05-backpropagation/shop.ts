import { tensor, type Tensor } from 'megagrad';
import { dotToSvg, toDot, trace } from 'megagrad/viz';
import type { Context, Program } from '../program.ts';
import { textsIn } from '../common/svg.ts';

const leaf = (value: number, label: string): Tensor => tensor(value, { requiresGrad: true, label });

export const program: Program = {
  name: 'ch05-backpropagation/shop',
  title: 'two apples, three oranges and tax: values forward, derivatives backward',
  device: 'reference',
  async run(context) {
    buyApples(context);
    await buyApplesAndOranges(context);
    await chain(context);
  },
};

/** Compares a number with the book's, whose last digits are those of another order of multiplying. */
function compare({ figure }: Context, row: number, name: string, ours: number, book: number): void {
  figure({ row, name, book: String(book), ours: String(ours), met: Math.abs(ours - book) < 1e-9 });
}

function buyApples(context: Context): void {
  const [apple, apples, tax] = [leaf(100, 'apple'), leaf(2, 'number of apples'), leaf(1.1, 'tax')];
  const price = apple.mul(apples).mul(tax);
  price.backward();
  compare(context, 28, 'apples alone: price', price.item(), 220);
  for (const [of, book] of [
    [apple, 2.2],
    [apples, 110],
    [tax, 200],
  ] as const)
    compare(context, 28, `apples alone: d price / d ${of.label}`, of.grad!.item(), book);
}

async function buyApplesAndOranges(context: Context): Promise<void> {
  const { figure, save } = context;
  const [apple, apples] = [leaf(100, 'apple'), leaf(2, 'number of apples')];
  const [orange, oranges] = [leaf(150, 'orange'), leaf(3, 'number of oranges')];
  const tax = leaf(1.1, 'tax');
  const applePrice = apple.mul(apples).retainGrad();
  const orangePrice = orange.mul(oranges).retainGrad();
  const sum = applePrice.add(orangePrice).retainGrad();
  const price = sum.mul(tax);
  price.backward();
  for (const [name, of, book] of [
    ['price of the apples', applePrice, 200],
    ['price of the oranges', orangePrice, 450],
    ['sum', sum, 650],
    ['price', price, 715],
  ] as const)
    compare(context, 28, name, of.item(), book);
  for (const [of, book] of [
    [apple, 2.2],
    [apples, 110],
    [orange, 3.3],
    [oranges, 165],
    [tax, 650],
  ] as const)
    compare(context, 28, `d price / d ${of.label}`, of.grad!.item(), book);

  // What is derived once, at the sum, serves all four leaves before it.
  const between = [sum, applePrice, orangePrice].map(({ grad }) => grad!.item());
  figure({
    row: 52,
    name: 'd price / d sum, d price / d price of the apples, of the oranges',
    book: '1.1, 1.1, 1.1',
    ours: between.join(', '),
    met: between.every((gradient) => gradient === 1.1),
  });
  const shared = [apple, apples, orange, oranges].map(({ grad }) => grad!.item());
  const fromSum = [2 * between[0]!, 100 * between[0]!, 3 * between[0]!, 150 * between[0]!];
  figure({
    row: 52,
    name: 'the four derivatives as the one at the sum times the other factor',
    ours: shared.map((gradient) => gradient.toFixed(1)).join(', '),
    met: shared.join() === fromSum.join(),
  });

  const buy = (): Tensor => apple.mul(apples).add(orange.mul(oranges)).mul(tax);
  const { nodes, edges } = trace(buy, { gradients: true });
  figure({ row: 52, name: 'nodes of the graph: leaves and ops', ours: String(nodes.length), met: nodes.length === 9 });
  // Backward comes to a node when all that used it has been.
  const turns = new Map(nodes.map(({ id, gradientStep }) => [id, gradientStep ?? NaN]));
  const backward = edges.filter(({ from, to }) => turns.get(to)! < turns.get(from)!).length;
  figure({
    row: 52,
    name: 'edges that backward takes from the result to the operand',
    ours: String(backward),
    met: backward === 8,
  });

  const svg = await dotToSvg(toDot(buy, { theme: 'book', gradients: true }));
  await save('shop.svg', svg);
  // Value and derivative of each tensor stand at its arrow; nothing else in the drawing is a number.
  const tensors = [apple, apples, orange, oranges, tax, applePrice, orangePrice, sum];
  const wanted = [price.item(), 1, ...tensors.flatMap((one) => [one.item(), one.grad!.item()])].map((value) =>
    String(Number(value.toPrecision(4))),
  );
  const drawn = textsIn(svg).filter((text) => !Number.isNaN(Number(text)));
  figure({
    row: 52,
    name: 'values and derivatives in the drawing',
    ours: `${drawn.length}, ${drawn.toSorted().join() === wanted.toSorted().join() ? 'as computed' : 'others'}`,
    met: drawn.length === 18 && drawn.toSorted().join() === wanted.toSorted().join(),
  });
}

/** Section 5.2: z = t^2 with t = x + y. The square hands on 2 t, the sum as much to x and y each. */
async function chain({ figure, save }: Context): Promise<void> {
  const points = [-2, -0.5, 0, 1, 3].flatMap((x) => [-1, 0, 4].map((y) => [x, y] as const));
  const derivatives = points.map(([atX, atY]) => {
    const [x, y] = [leaf(atX, 'x'), leaf(atY, 'y')];
    const t = x.add(y).retainGrad();
    t.square().backward();
    return { t: t.grad!.item(), x: x.grad!.item(), y: y.grad!.item(), expected: 2 * (atX + atY) };
  });
  const right = derivatives.filter(({ t, x, y, expected }) => t === expected && x === expected && y === expected).length;
  figure({
    row: 53,
    name: 'of 15 points, those where dz/dt, dz/dx and dz/dy of (x + y)^2 are 2 (x + y)',
    book: 'all',
    ours: String(right),
    met: right === 15,
  });
  const square = (): Tensor => leaf(3, 'x').add(leaf(4, 'y')).square();
  const svg = await dotToSvg(toDot(square, { theme: 'book', gradients: true }));
  await save('chain.svg', svg);
  const fourteens = textsIn(svg).filter((text) => text === '14').length;
  figure({
    row: 53,
    name: 'arrows of the drawing at (3, 4) with the derivative 14',
    ours: String(fourteens),
    met: fourteens === 3,
  });
}
