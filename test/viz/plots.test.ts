import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tensor, zeros } from 'megagrad';
import { confusionPlot, contours, decisionBoundary, filters, historyPlot, lines, savePlot } from 'megagrad/viz';
import { decode } from 'fast-png';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'megagrad-plots-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The texts of a drawing, in its order. */
const textsOf = (svg: string): string[] => Array.from(svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g), ([, text]) => text!);
const count = (svg: string, pattern: RegExp): number => Array.from(svg.matchAll(pattern)).length;

describe('lines', () => {
  it('gives styles in the order of the series, the solid line to the first', async () => {
    const svg = await lines(['train', 'test'].map((name, i) => ({ name, y: [i, i + 1] })));
    const curves = Array.from(svg.matchAll(/<path aria-label="[^"]*name: (\w+);[^>]*stroke-dasharray="([^"]*)"/g), ([, ...style]) => style);
    expect(Object.fromEntries(curves)).toEqual({ train: '1,0', test: '4,2' });
    expect(textsOf(svg).slice(-2)).toEqual(['train', 'test']);
  });

  it('names points and lines in one legend', async () => {
    const svg = await lines([
      { name: 'data', y: [1, 3, 2], mark: 'points' },
      { name: 'fit', y: [1.5, 2, 2.5] },
    ]);
    expect(textsOf(svg).filter((text) => text === 'data' || text === 'fit')).toEqual(['data', 'fit']);
    expect(count(svg, /aria-roledescription="point"/g)).toBe(3);
    expect(count(svg, /aria-roledescription="line mark"/g)).toBe(1);
  });
});

describe('historyPlot', () => {
  const epochs = [1, 2, 3].map((epoch) => ({
    epoch,
    values: { loss: 3 / epoch, accuracy: epoch / 4, validationLoss: 4 / epoch, validationAccuracy: epoch / 5 },
  }));

  it('draws a panel per measure, training and validation together', async () => {
    const texts = textsOf(await historyPlot({ losses: [], epochs }));
    expect(texts.filter((text) => ['loss', 'accuracy', 'epoch'].includes(text)).toSorted()).toEqual(['accuracy', 'epoch', 'epoch', 'loss']);
    expect(texts.filter((text) => text === 'training' || text === 'validation')).toHaveLength(4);
  });

  it('draws the loss over steps before there are two epochs', async () => {
    const texts = textsOf(await historyPlot({ losses: [3, 2, 1], epochs: epochs.slice(0, 1) }, { title: 'a & b' }));
    expect(texts).toEqual(expect.arrayContaining(['step', 'loss', 'a &amp; b']));
    expect(texts).not.toContain('epoch');
  });

  const series = ['a', 'b', 'c'].flatMap((panel) => ['train', 'test'].map((name) => ({ name, panel, y: [0.25, 0.5] })));

  it('breaks rows after `columns` panels, all under one legend and over one range', async () => {
    const options = { width: 100, height: 50 };
    const [row, grid] = [await lines(series, options), await lines(series, { ...options, columns: 2, yRange: [0, 10] })];
    const [wide, narrow] = [row, grid].map((svg) => Number(/<svg[^>]* width="(\d+)"/.exec(svg)![1]));
    expect(narrow).toBeLessThan(wide! - 100);
    expect([row, grid].map((svg) => count(svg, />train</g))).toEqual([3, 1]);
    expect([row, grid].map((svg) => count(svg, />10</g))).toEqual([0, 3]);
  });
});

describe('confusionPlot', () => {
  it('writes every count, in the order of the rows, and the names of the classes', async () => {
    const texts = textsOf(
      await confusionPlot(
        [
          [48, 2],
          [5, 45],
        ],
        { classes: ['<cat>', 'dog'] },
      ),
    );
    expect(texts.filter((text) => ['48', '2', '5', '45'].includes(text))).toEqual(['48', '2', '5', '45']);
    expect(texts.filter((text) => text === '&lt;cat&gt;' || text === 'dog')).toHaveLength(4);
  });

  it('refuses counts that are not square, and names that do not fit', async () => {
    await expect(confusionPlot([[1, 2]])).rejects.toThrow(
      'confusionPlot: counts must be square, with a name for each class: rows 1, columns 2, classes 1.',
    );
    await expect(confusionPlot([[1]], { classes: ['a', 'b'] })).rejects.toThrow(
      'confusionPlot: counts must be square, with a name for each class: rows 1, columns 1, classes 2.',
    );
  });
});

describe('decisionBoundary', () => {
  it('asks once, for the centers of the cells', async () => {
    const asked: [number, number][][] = [];
    const classify = (points: [number, number][]): number[] => {
      asked.push(points);
      return points.map(([x]) => (x > 0 ? 1 : 0));
    };
    const svg = await decisionBoundary(classify, [{ x: 0, y: 0.5, class: 0 }], { xRange: [-1, 1], yRange: [0, 1], resolution: 2 });
    expect(asked).toEqual([
      [
        [-0.5, 0.25],
        [0.5, 0.25],
        [-0.5, 0.75],
        [0.5, 0.75],
      ],
    ]);
    // Two rows of two regions, and the two symbols of the legend.
    expect(count(svg, /<path[^>]*opacity="0.3"/g)).toBe(6);
  });
});

describe('contours', () => {
  it('run where the function has their height', async () => {
    // 100 pixels are 1: the line is a square with corners at (1, 0), (2, 1), (1, 2) and (0, 1).
    const svg = await contours((x, y) => Math.abs(x - 1) + Math.abs(y - 1), {
      xRange: [-1, 3],
      yRange: [-1, 3],
      levels: [1],
      width: 400,
      height: 400,
      resolution: 5,
    });
    const lines = Array.from(svg.matchAll(/ d="(M[^"]*Z)"/g), ([, path]) => path!).filter((path) => path.includes('L'));
    const numbers = lines.flatMap((line) => Array.from(line.matchAll(/-?[\d.]+/g), ([number]) => Number(number)));
    for (const corner of ['200,100', '100,200', '300,200', '200,300']) expect(lines.join(' ')).toContain(corner);
    expect(numbers.every(Number.isFinite)).toBe(true);
  });

  it('carry the steps of each path', async () => {
    const paths = [
      { name: 'SGD', x: [0, 1, 2], y: [0, 1, 0] },
      { name: 'Adam', x: [0, 1], y: [0, 0.5] },
    ];
    const svg = await contours((x, y) => x * x + y * y, { xRange: [-2, 2], yRange: [-2, 2], paths });
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['SGD', 'Adam']));
    expect(count(svg, /fill="#0072b2"/g)).toBe(3);
    expect(count(svg, /fill="#d55e00"/g)).toBe(2);
  });
});

describe('filters', () => {
  it('shows each filter of a channel, black for its least weight and white for its largest', async () => {
    // [1, 2, 1, 2]: filter 0 is 0, 2 and filter 1 is 5, 1.
    const svg = await filters([{ name: 'before', weight: tensor([[[[0, 5]], [[2, 1]]]]) }]);
    const images = Array.from(svg.matchAll(/base64,([^"]+)"/g), ([, png]) => decode(Buffer.from(png!, 'base64')));
    expect(images).toHaveLength(2);
    const ends = images.map(({ data }) => [data[0], data.at(-1)]);
    expect(ends).toEqual([
      [0, 255],
      [255, 0],
    ]);
  });

  it('refuses what are no filters', async () => {
    await expect(filters([{ name: 'before', weight: zeros([5, 5]) }])).rejects.toThrow(
      "filters: a weight must be [FH, FW, in, out] with channel 0: 'before' [5,5].",
    );
    await expect(filters([{ name: 'after', weight: zeros([5, 5, 1, 2]) }], { channel: 1 })).rejects.toThrow(
      "filters: a weight must be [FH, FW, in, out] with channel 1: 'after' [5,5,1,2].",
    );
  });
});

describe('savePlot', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20" fill="red"/></svg>';

  it('writes svg as it is, and png in twice the size', async () => {
    await savePlot(svg, join(folder, 'deep', 'plot.svg'));
    expect(readFileSync(join(folder, 'deep', 'plot.svg'), 'utf8')).toBe(svg);
    await savePlot(svg, join(folder, 'plot.png'));
    const { width, height, data } = decode(readFileSync(join(folder, 'plot.png')));
    expect([width, height, ...data.subarray(0, 4)]).toEqual([60, 40, 255, 0, 0, 255]);
  });

  it('refuses another ending', async () => {
    await expect(savePlot(svg, 'plot.pdf')).rejects.toThrow("savePlot: unknown ending: file 'plot.pdf'. Use .svg or .png.");
  });
});
