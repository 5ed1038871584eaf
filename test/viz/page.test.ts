import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { expect, test } from 'vitest';
import type { Drawn } from './page/main.ts';

const browsers = [process.env['CHROME_BIN'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = browsers.find((path) => path !== undefined && existsSync(path));
if (executablePath === undefined) {
  process.stderr.write('\nNOT TESTED, no Chromium: drawing in a page. Install it (Debian: apt-get install chromium) or set CHROME_BIN.\n');
}

test.runIf(executablePath !== undefined)('a page draws too, and lays out in a worker', { timeout: 120_000 }, async () => {
  const outDir = mkdtempSync(join(tmpdir(), 'megagrad-page-'));
  const source = resolve(import.meta.dirname, '../../src');
  const alias = [
    { find: /^megagrad$/, replacement: `${source}/index.ts` },
    { find: /^megagrad\/([a-z]+)$/, replacement: `${source}/$1/index.ts` },
  ];
  const root = join(import.meta.dirname, 'page');
  await build({ root, configFile: false, logLevel: 'error', resolve: { alias }, build: { outDir, emptyOutDir: true } });
  const server = await preview({
    root,
    configFile: false,
    logLevel: 'error',
    build: { outDir },
    preview: { port: 0, host: '127.0.0.1' },
  });
  const browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(server.resolvedUrls!.local[0]!);
    const { svg, html, workers } = await page.evaluate<Drawn>('drawAll()');
    expect(svg).toContain('<title>n0&#45;&gt;n2</title>');
    expect(html).toContain('<!doctype html>');
    expect(workers).toHaveLength(2);
  } finally {
    await browser.close();
    await server.close();
    rmSync(outDir, { recursive: true });
  }
});
