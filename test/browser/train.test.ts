import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeviceName } from 'megagrad';
import { buildPage } from './build-page.ts';
import { trainTwoLayerNet, type Training } from './page/train.ts';

const browsers = [process.env['CHROME_BIN'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = browsers.find((path) => path !== undefined && existsSync(path));
if (executablePath === undefined) {
  process.stderr.write('\nNOT TESTED, no Chromium: training in a page. Install it (Debian: apt-get install chromium) or set CHROME_BIN.\n');
}

/** WebGPU on the CPU, where the machine has no GPU. */
const flags = ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
const steps = 30;

describe.runIf(executablePath !== undefined)('a page built from the package', () => {
  let server: PreviewServer;
  let browser: Browser;
  let page: Page;
  let expected: Training;
  const printed: string[] = [];

  beforeAll(async () => {
    const site = await buildPage();
    server = await preview({ root: join(site, '..'), configFile: false, logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
    browser = await chromium.launch({ executablePath: executablePath!, args: flags });
    page = await browser.newPage();
    page.on('console', (message) => printed.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => printed.push(`error: ${error.message}`));
    await page.goto(server.resolvedUrls!.local[0]!);
    expected = await trainTwoLayerNet('reference', steps);
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  async function trainInPage(name: DeviceName | 'auto'): Promise<Training> {
    return page.evaluate<Training>(`trainTwoLayerNet('${name}', ${steps})`);
  }

  test('the net learns on reference, here in Node', () => {
    expect(expected.losses[0]).toBeGreaterThan(2);
    expect(expected.losses.at(-1)).toBeLessThan(1);
    expect(expected.accuracy).toBeGreaterThan(0.9);
  });

  for (const name of ['reference', 'wasm', 'webgpu'] as const) {
    test(`trains on ${name} as in Node on reference`, async () => {
      const training = await trainInPage(name);
      expect(training.device).toBe(name);
      expect(training.accuracy).toBeCloseTo(expected.accuracy, 1);
      expect(training.losses).toHaveLength(steps);
      const apart = training.losses.map((loss, step) => Math.abs(loss - expected.losses[step]!));
      // float32 against float64: wasm was 1.2e-7 apart, webgpu on SwiftShader 3.9e-7.
      expect(Math.max(...apart)).toBeLessThan(1e-5);
    });
  }

  test("'auto' takes wasm, where WebGPU is no GPU", async () => {
    expect((await trainInPage('auto')).device).toBe('wasm');
  });

  test('prints nothing', () => {
    expect(printed).toEqual([]);
  });
});
