import { concat, diagonal, inverse, matMul, mse, noGrad, ones, tensor } from 'megagrad';
import { linear, toTensor } from 'megagrad/data';
import { Linear } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { lines } from 'megagrad/viz';
import type { Program } from '../program.ts';
import { cornersOf, marksIn, placeOf, textsIn } from '../common/svg.ts';

export const program: Program = {
  name: 'ch04-learning/line',
  title: 'a line through a hundred points, by least squares and by a thousand steps',
  device: 'reference',
  async run({ seed, say, figure, save }) {
    // y = 4 + 3 x + N(0, 1).
    const points = linear({ seed });
    const [x, y] = [toTensor(points.x), toTensor(points.y)];

    // Least squares: (A'A)^-1 A'y. The variances of its two numbers are on the diagonal of (A'A)^-1, times that of the noise.
    const design = concat([x, ones([points.length, 1])], { axis: 1 });
    const inverted = inverse(matMul(design.transpose(), design));
    const best = inverted.matMul(design.transpose()).matMul(y);
    const noise = y.sub(design.matMul(best)).square().sum().item() / (points.length - 2);
    const [slope, intercept] = pair(best.dataSync());
    const [slopeError, interceptError] = pair(diagonal(inverted).mul(noise).sqrt().dataSync());
    figure({
      row: 3,
      name: 'least squares: slope and intercept, give or take their standard errors',
      book: '3, 4',
      ours: `${slope.toFixed(4)} +- ${slopeError.toFixed(2)}, ${intercept.toFixed(4)} +- ${interceptError.toFixed(2)}`,
      met: Math.abs(slope - 3) < 2.6 * slopeError && Math.abs(intercept - 4) < 2.6 * interceptError,
    });

    const model = new Linear(1, 1);
    const optimizer = new SGD(model.parameters(), { learningRate: 0.01 });
    const losses: number[] = [];
    for (let epoch = 1; epoch <= 1000; epoch++) {
      const loss = mse(model.forward(x), y);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      if (epoch % 100 !== 0) continue;
      losses.push(loss.item());
      say(`epoch ${epoch}: loss ${loss.item().toFixed(4)}`);
    }
    const [learned, offset] = [model.weight.item(), model.bias!.item()];
    figure({
      row: 19,
      name: 'slope and intercept after 1000 steps, in standard errors from least squares',
      ours: `${learned.toFixed(4)} (${((learned - slope) / slopeError).toFixed(2)}), ${offset.toFixed(4)} (${((offset - intercept) / interceptError).toFixed(2)})`,
      met: Math.abs(learned - slope) < slopeError && Math.abs(offset - intercept) < interceptError,
    });
    const falling = losses.every((loss, i) => i === 0 || loss < losses[i - 1]!);
    figure({
      row: 19,
      name: 'loss at the 100th and at the 1000th step; of 10 printed, the least possible',
      book: 'falls',
      ours: `${losses[0]!.toFixed(4)}, ${losses.at(-1)!.toFixed(4)}; ${((noise * (points.length - 2)) / points.length).toFixed(4)}`,
      met: losses.length === 10 && falling,
    });

    const ends = tensor([[0], [2]]);
    const fitted = noGrad(() => model.forward(ends));
    const svg = await lines(
      [
        { name: 'data', x: x.dataSync(), y: y.dataSync(), mark: 'points' },
        { name: 'fitted line', x: ends.dataSync(), y: fitted.dataSync() },
      ],
      { title: 'y = 4 + 3x + N(0, 1)' },
    );
    await save('line.svg', svg);
    // Least squares leave as much above the line as below it; in the drawing, less is higher.
    const dots = marksIn(svg, 'point').map(placeOf);
    const [[left, high], [right, low]] = cornersOf(marksIn(svg, 'line mark')[0] ?? {}) as [[number, number], [number, number]];
    const above = dots.filter(([across, down]) => down < high + ((low - high) * (across - left)) / (right - left)).length;
    const legend = textsIn(svg)
      .filter((text) => text === 'data' || text === 'fitted line')
      .join(', ');
    figure({
      row: 125,
      name: 'points in the drawing, how many of them above the line, and the legend',
      ours: `${dots.length}, ${above}; ${legend}`,
      met: dots.length === 100 && above > 35 && above < 65 && legend === 'data, fitted line',
    });
  },
};

function pair(values: ArrayLike<number>): [number, number] {
  return [values[0]!, values[1]!];
}
