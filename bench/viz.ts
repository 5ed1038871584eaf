import { crossEntropy, Generator, ones, tensor, type Tensor } from 'megagrad';
import { Module, ModuleList } from 'megagrad/nn';
import { draw, toDot } from 'megagrad/viz';
import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { simpleConvNet } from '../examples/book/ch08-deep-learning/models/simple-conv-net.ts';
import type { AbsentResult, Bench, FigureResult } from './result.ts';

/** A module of `ops` sums and products. */
class Chain extends Module {
  readonly #ops: number;
  constructor(ops: number) {
    super();
    this.#ops = ops;
  }
  override forward(x: Tensor): Tensor {
    let y = x;
    for (let i = 0; i < this.#ops; i++) y = i % 2 === 0 ? y.add(x) : y.mul(y);
    return y;
  }
}

class Chains extends Module {
  readonly blocks: ModuleList<Chain>;
  constructor(blocks: number, ops: number) {
    super();
    this.blocks = new ModuleList(Array.from({ length: blocks }, () => new Chain(ops)));
  }
  override forward(x: Tensor): Tensor {
    let y = x;
    for (const block of this.blocks) y = block.forward(y);
    return y;
  }
}

const leaf = (): Tensor => tensor(0, { requiresGrad: true, label: 'x' });

/**
 * DOT of 100,000 nodes (at most 10 s and 500 MB), SVG of SimpleConvNet's training graph (3 s), and the page of a graph of
 * 5,000 nodes: until it shows, closed by module (3 s), and frames per second while it is dragged, all open (30).
 */
export const viz: Bench = async function* () {
  yield* await largeDot();
  yield* await trainingGraph();
  yield* await page();
};

/** In a process of its own, so that the peak of its memory is known. */
async function largeDot(): Promise<FigureResult[]> {
  const child = fork(fileURLToPath(import.meta.url), ['large-dot']);
  return new Promise((resolve, reject) => {
    child.once('message', (results) => resolve(results as FigureResult[]));
    child.once('exit', (status) => reject(new Error(`bench: the large drawing ended early, exit status ${status}.`)));
  });
}

function measureLargeDot(): FigureResult[] {
  const links = 99_999;
  const a = leaf();
  let root = a;
  for (let i = 0; i < links; i++) root = root.add(a);
  const before = process.memoryUsage().rss;
  const start = performance.now();
  const dot = toDot(root);
  const seconds = (performance.now() - start) / 1000;
  const peak = process.resourceUsage().maxRSS * 1024;
  return [
    { bench: 'viz', subject: 'DOT of 100,000 nodes', value: seconds, unit: 's', limit: 10 },
    { bench: 'viz', subject: 'DOT of 100,000 nodes, memory of the whole process', value: peak / 1e6, unit: 'MB', limit: 500 },
    { bench: 'viz', subject: 'DOT of 100,000 nodes, memory beyond the graph', value: (peak - before) / 1e6, unit: 'MB', limit: 500 },
    { bench: 'viz', subject: 'DOT of 100,000 nodes, its size', value: dot.length / 1e6, unit: 'MB' },
  ];
}

async function trainingGraph(): Promise<FigureResult[]> {
  const net = simpleConvNet(new Generator(0));
  const images = ones([10, 28, 28, 1]);
  const labels = tensor(
    Array.from({ length: 10 }, (_, i) => i),
    { dtype: 'int32' },
  );
  const folder = mkdtempSync(join(tmpdir(), 'megagrad-bench-'));
  const start = performance.now();
  await draw(() => crossEntropy(net.forward(images), labels), join(folder, 'graph.svg'), { pass: 'both' });
  const seconds = (performance.now() - start) / 1000;
  rmSync(folder, { recursive: true });
  return [{ bench: 'viz', subject: "SVG of SimpleConvNet's training graph", value: seconds, unit: 's', limit: 3 }];
}

async function page(): Promise<(FigureResult | AbsentResult)[]> {
  const executablePath = [process.env['CHROME_BIN'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    (path) => path !== undefined && existsSync(path),
  );
  if (executablePath === undefined)
    return [{ bench: 'viz', subject: 'page of 5,000 nodes', absent: 'no Chromium; install it or set CHROME_BIN' }];
  const folder = mkdtempSync(join(tmpdir(), 'megagrad-bench-'));
  const file = join(folder, 'graph.html');
  const net = new Chains(250, 20);
  const start = performance.now();
  await draw(() => net.forward(leaf()), file, { depth: 1 });
  const written = (performance.now() - start) / 1000;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const opening = performance.now();
    await tab.goto(pathToFileURL(file).href);
    await tab.waitForFunction('viewer.visible().length > 0');
    await tab.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
    const opened = (performance.now() - opening) / 1000;
    const closedCount = Number(await tab.evaluate('viewer.visible().length'));
    await tab.evaluate('viewer.openLevels(99)');
    const shown = Number(await tab.evaluate('viewer.visible().length'));
    const [all, near] = [await framesPerSecond(tab), await framesPerSecond(tab, 'viewer.zoom(1 / viewer.scale)')];
    return [
      { bench: 'viz', subject: 'page of 5,000 nodes, written', value: written, unit: 's' },
      { bench: 'viz', subject: `page of 5,000 nodes, opened with ${closedCount} visible`, value: opened, unit: 's', limit: 3 },
      { bench: 'viz', subject: `dragging, ${shown} in view`, value: all, unit: 'frames/s', atLeast: 30 },
      { bench: 'viz', subject: 'dragging, close by', value: near, unit: 'frames/s', atLeast: 30 },
    ];
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

/** Moves the drawing in every frame for two seconds. */
async function framesPerSecond(tab: { evaluate(script: string): Promise<unknown> }, prepare = ''): Promise<number> {
  return Number(
    await tab.evaluate(`new Promise((resolve) => {
      ${prepare};
      let frames = 0;
      const start = performance.now();
      const next = () => {
        const elapsed = performance.now() - start;
        if (elapsed > 2000) return resolve((frames * 1000) / elapsed);
        frames += 1;
        viewer.pan(frames % 40 < 20 ? 7 : -7, frames % 30 < 15 ? 3 : -3);
        requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
    })`),
  );
}

if (process.argv[2] === 'large-dot') process.send?.(measureLargeDot());
