import fc from 'fast-check';
import { ones } from 'megagrad';
import { Sequential } from 'megagrad/nn';
import { draw, modelToHtml, type GraphModel } from 'megagrad/viz';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { viewerFile, viewerSource } from '../../scripts/build-viewer.ts';
import type { Viewer } from '../../src/viz/viewer/viewer.ts';
import { hostileLabel, labeled } from './hostile-labels.ts';
import { shop, TwoLayerNet } from './viewer-graphs.ts';

declare const viewer: Viewer;

const browsers = [process.env['CHROME_BIN'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = browsers.find((path) => path !== undefined && existsSync(path));
if (executablePath === undefined) {
  process.stderr.write('\nNOT TESTED, no Chromium: the graph viewer. Install it (Debian: apt-get install chromium) or set CHROME_BIN.\n');
}

test('the script in the page is what src/viz/viewer gives', async () => {
  expect(readFileSync(viewerFile, 'utf8')).toBe(await viewerSource());
});

describe.runIf(executablePath !== undefined)('the viewer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'megagrad-viewer-'));
  const printed: string[] = [];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
    await draw(shop, join(folder, 'shop.html'), { gradients: true, sources: true });
    const deep = new Sequential(...Array.from({ length: 6 }, () => new TwoLayerNet(4)));
    await draw(deep, join(folder, 'deep.html'), { inputs: [ones([2, 4])], values: false });
    await draw(new TwoLayerNet(), join(folder, 'net.html'), { inputs: [ones([2, 4])], depth: 0, pass: 'both' });
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    printed.length = 0;
    page = await browser.newPage({ viewport: { width: 1200, height: 700 } });
    page.on('console', (message) => printed.push(message.text()));
    page.on('pageerror', (error) => printed.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) printed.push(`asked for ${request.url()}`);
    });
    return async () => {
      await page.close();
      expect(printed).toEqual([]);
    };
  });

  async function open(name: string): Promise<void> {
    await page.goto(pathToFileURL(join(folder, name)).href);
  }

  async function clickOn(id: string, clicks = 1): Promise<void> {
    const at = await page.evaluate((wanted) => viewer.positionOf(wanted), id);
    await page.mouse.click(at!.x, at!.y, { clickCount: clicks });
  }

  const panel = async (): Promise<string> => page.locator('.panel').innerText();
  const status = async (): Promise<string> => page.locator('.status').innerText();
  const selected = async (): Promise<string | null> => page.evaluate(() => viewer.selected);
  const visible = async (): Promise<string[]> => page.evaluate(() => viewer.visible());

  test('shows the nodes, and a click tells what one is', async () => {
    await open('shop.html');
    expect(await visible()).toHaveLength(9);
    await clickOn('n6');
    const text = await panel();
    for (const shown of ['op add', 'n6 = n2 + n5', '650', 'gradient', '1.1', 'viewer-graphs.ts:']) expect(text).toContain(shown);
    await page.getByRole('button', { name: 'goes to price' }).click();
    expect(await panel()).toContain('price = n6 × tax');
  });

  test('a click tells what an op hands back, in names and in numbers', async () => {
    await open('shop.html');
    await clickOn('n2');
    const text = await panel();
    expect(text).toContain('∂apple = dout * apples = 1.1 * 2 = 2.2');
    expect(text).toContain('∂apples = dout * apple = 1.1 * 100 = 110');
  });

  test('is as open at first as it can be read, and explains its colors', async () => {
    await open('deep.html');
    expect(await page.evaluate(() => viewer.scale)).toBeGreaterThanOrEqual(0.5);
    expect(await visible()).toEqual(expect.arrayContaining(['m0', 'm1']));
    await page.keyboard.press('?');
    const help = await page.locator('.help').innerText();
    expect(help.split('\n').slice(-4)).toEqual(['input', 'parameter', 'op', 'module']);
  });

  test('draws on the canvas: other pixels than the background', async () => {
    await open('shop.html');
    await page.waitForFunction(() => {
      const canvas = document.querySelector('canvas')!;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, i) => i % 4 === 0 && value !== 255).length > 500;
    });
  });

  test('opens and closes modules by double click, keys and buttons', async () => {
    await open('net.html');
    const closed = await visible();
    expect(closed).toEqual(expect.arrayContaining(['m0', 'm1']));
    await clickOn('m0', 2);
    const opened = await visible();
    expect(opened.length).toBeGreaterThan(closed.length);
    await page.keyboard.press('Enter');
    expect(await visible()).toEqual(closed);
    await page.getByRole('button', { name: 'Open all modules' }).click();
    const all = await visible();
    expect(all.length).toBeGreaterThan(opened.length);
    await page.getByRole('button', { name: 'Close all modules' }).click();
    expect(await visible()).toEqual(closed);
  });

  test('no two things overlap, whatever is open', async () => {
    await open('net.html');
    const overlaps = async (): Promise<number> =>
      page.evaluate(() => {
        const boxes = viewer.boxes().filter(({ isOpen }) => !isOpen);
        return boxes.flatMap((a, i) =>
          boxes.slice(i + 1).filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height),
        ).length;
      });
    expect(await overlaps()).toBe(0);
    for (const id of ['m0', 'm1', 'm2', 'm0', 'm3']) {
      await page.evaluate((group) => viewer.toggle(group), id);
      expect(await overlaps()).toBe(0);
    }
  });

  test('search finds nodes in closed modules and opens them', async () => {
    await open('net.html');
    await page.keyboard.press('/');
    await page.keyboard.type('output.bias');
    await page.keyboard.press('Enter');
    expect(await panel()).toContain('output.bias');
    expect(await visible()).toContain(await selected());
    await page.keyboard.press('/');
    await page.keyboard.type('no such thing');
    expect(await page.locator('.results').innerText()).toBe('nothing found');
    await page.keyboard.press('Escape');
    expect(await page.locator('.results').isVisible()).toBe(false);
  });

  test('ancestors and descendants light up', async () => {
    await open('shop.html');
    await clickOn('n2');
    await page.keyboard.press('a');
    expect((await page.evaluate(() => viewer.lit))!.sort()).toEqual(['n0', 'n1', 'n2']);
    await page.keyboard.press('d');
    expect((await page.evaluate(() => viewer.lit))!.sort()).toEqual(['n2', 'n6', 'n8']);
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => viewer.lit)).toBe(null);
  });

  test('arrows walk, plus and minus zoom, dragging moves', async () => {
    await open('shop.html');
    await clickOn('n2');
    await page.keyboard.press('ArrowRight');
    expect(await selected()).toBe('n6');
    await page.keyboard.press('ArrowRight');
    expect(await selected()).toBe('n8');
    await page.keyboard.press('ArrowLeft');
    expect(await selected()).not.toBe('n8');
    const before = await page.evaluate(() => viewer.scale);
    await page.keyboard.press('+');
    expect(await page.evaluate(() => viewer.scale)).toBeCloseTo(before * 1.3, 9);
    const at = (await page.evaluate(() => viewer.positionOf('n2')))!;
    await page.mouse.move(600, 600);
    await page.mouse.down();
    await page.mouse.move(650, 580, { steps: 5 });
    await page.mouse.up();
    expect(await page.evaluate(() => viewer.positionOf('n2'))).toEqual({
      x: expect.closeTo(at.x + 50, 3) as number,
      y: expect.closeTo(at.y - 20, 3) as number,
    });
  });

  test('everything is reached with Tab', async () => {
    await open('shop.html');
    const reached = new Set<string>();
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press('Tab');
      reached.add(await page.evaluate(() => `${document.activeElement?.tagName} ${document.activeElement?.getAttribute('aria-label')}`));
    }
    expect([...reached].filter((name) => name.startsWith('CANVAS'))).toHaveLength(1);
    expect([...reached].filter((name) => name.startsWith('INPUT'))).toHaveLength(1);
    expect([...reached].filter((name) => name.startsWith('BUTTON'))).toHaveLength(12);
  });

  test('plays forward and backward with the numbers that flow', async () => {
    await open('shop.html');
    const said: string[] = [];
    for (let i = 0; i < 14; i++) {
      await page.keyboard.press('.');
      said.push(await status());
    }
    expect(said[0]).toBe('forward (step 1 of 13): n2 = apple × apples = 200');
    expect(said[3]).toBe('forward (step 4 of 13): price = n6 × tax = 715');
    expect(said[4]).toBe('backward (step 5 of 13): gradient of price = mul is 1; it hands on 1.1 to add, 650 to tax');
    expect(said.join('\n')).toContain('gradient of mul is 1.1; it hands on 2.2 to apple, 110 to apples');
    expect(said[13]).toBe(said[12]);
    await page.keyboard.press(',');
    expect(await status()).toBe(said[11]);
    await page.getByRole('button', { name: 'Back to the start of the playback' }).click();
    expect(await status()).toContain('9 nodes');
    await page.locator('canvas').focus();
    await page.keyboard.press(' ');
    await page.waitForFunction(() => document.querySelector('.status')!.textContent.includes('step 2 of 13'));
    await page.keyboard.press(' ');
  });

  test('hostile labels run no script and are shown as they are', { timeout: 10 * 60_000 }, async () => {
    const runs = Math.ceil(Number(process.env['MEGAGRAD_HOSTILE_LABELS'] ?? 250) / 25);
    const list = fc.array(hostileLabel, { minLength: 25, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(list, async (labels) => {
        await show(labeled(labels));
        expect(await page.evaluate(() => Object.hasOwn(globalThis, 'hacked'))).toBe(false);
        expect(await page.locator('img, iframe, body b').count()).toBe(0);
        const shown = await page.evaluate(() => {
          viewer.openLevels(9);
          viewer.select('n0');
          return [document.querySelector('.panel h2')!.textContent, ...viewer.data.nodes.map(({ title }) => title)];
        });
        const expected = labels.map((label) => label || 'input');
        expect(shown.map((text) => text.toWellFormed())).toEqual([expected[0]!, ...expected].map((text) => text.toWellFormed()));
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });

  async function show(model: GraphModel): Promise<void> {
    writeFileSync(join(folder, 'hostile.html'), await modelToHtml(model));
    await open('hostile.html');
  }
});
