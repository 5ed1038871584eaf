import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const browsers = [process.env['CHROME_BIN'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = browsers.find((path) => path !== undefined && existsSync(path));
if (executablePath === undefined) {
  process.stderr.write('\nNOT TESTED, no Chromium: the playground. Install it (Debian: apt-get install chromium) or set CHROME_BIN.\n');
}

const root = resolve(import.meta.dirname, '../../playground');
const site = resolve(root, '../.cache/playground');

describe.runIf(executablePath !== undefined)('the playground, opened from the file system', () => {
  let browser: Browser;
  let page: Page;
  const printed: string[] = [];

  beforeAll(async () => {
    await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'error', build: { outDir: site } });
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
    page = await browser.newPage();
    page.on('console', (message) => printed.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => printed.push(`error: ${error.message}`));
    await page.goto(pathToFileURL(join(site, 'index.html')).href);
    await page.waitForSelector('#graph svg');
  }, 120_000);

  afterAll(async () => {
    await browser.close();
  });

  test('shows the graph, the value and the gradients of its formula', async () => {
    // tanh(0.9) = 0.716298, and its slope 1 - tanh² = 0.486917 times w = -3 and x = 2
    expect(await page.textContent('#values')).toMatch(/result = 0\.71629787.*\nd\/dx = -1\.46075.*\nd\/dw = 0\.97383.*\nd\/db = 0\.48691/);
    expect(await page.textContent('#graph')).toContain('tanh');
  });

  test('computes anew as the formula changes, and points at an error', async () => {
    await page.fill('#formula', 'x ** 2 + ');
    expect(await page.textContent('#error')).toContain('expr: expected an operand, got the end');
    await page.fill('#formula', 'x ** 2 + w');
    await page.waitForFunction("document.querySelector('#values').textContent.startsWith('result = 1\\n')");
    expect(await page.textContent('#error')).toBe('');
    expect(await page.textContent('#values')).toContain('d/dx = 4');
    expect(await page.textContent('#values')).toContain('d/db = none');
  });

  test('steps through backpropagation', async () => {
    const shown = async (step: number): Promise<string> => {
      await page.fill('#step', String(step));
      await page.waitForFunction(`document.querySelector('#step-text').value.startsWith('${step} of')`);
      await page.waitForTimeout(200);
      return ((await page.textContent('#graph')) ?? '').replace(/\s/g, '');
    };
    const [none, all] = [await shown(0), await shown(Number(await page.getAttribute('#step', 'max')))];
    expect(all.length).toBeGreaterThan(none.length);
  });

  test.each(['xor', 'spiral'])('learns %s', async (task) => {
    await page.selectOption('#task', task);
    await page.click('#train');
    await page.waitForFunction("document.querySelector('#loss').value.startsWith('step 600:')", undefined, { timeout: 50_000 });
    const shown = await page.evaluate<string>("document.querySelector('#loss').value");
    expect(Number(/loss (.*)/.exec(shown)![1])).toBeLessThan(0.1);
    // A canvas of one color is a PNG of a few hundred characters.
    expect(await page.evaluate<number>("document.querySelector('#boundary').toDataURL().length")).toBeGreaterThan(2000);
    expect(await page.textContent('#weights')).toContain('0.weight:');
  });

  test('trains nets of other shapes, and says which cannot be', async () => {
    await page.selectOption('#task', 'xor');
    expect(await page.inputValue('#hidden')).toBe('8, 8');
    const parameters = async (): Promise<number> => ((await page.textContent('#weights')) ?? '').split('\n').length;
    for (const [sizes, activation, count] of [
      ['5', 'relu', 4],
      ['6 4, 3', 'gelu', 8],
      ['', 'tanh', 2],
    ] as const) {
      // prettier-ignore
      await page.fill('#hidden', sizes);
      await page.selectOption('#activation', activation);
      await page.click('#train');
      await page.waitForFunction(`document.querySelector('#weights').textContent.split('\\n').length === ${count}`);
      expect(await parameters()).toBe(count);
      expect(await page.textContent('#net-error')).toBe('');
    }
    for (const [sizes, problem] of [
      ['8, x', 'Hidden layers have 1 to 64 units: x'],
      ['0', 'Hidden layers have 1 to 64 units: 0'],
      ['1 1 1 1 1 1 1', 'At most 6 hidden layers: 1 1 1 1 1 1 1'],
    ] as const) {
      await page.fill('#hidden', sizes);
      await page.click('#train');
      expect(await page.textContent('#net-error')).toBe(problem);
    }
  });

  test('prints nothing', () => {
    expect(printed).toEqual([]);
  });
});
