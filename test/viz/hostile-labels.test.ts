import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import { dotToSvg, modelToDot } from 'megagrad/viz';
import { describe, expect, it } from 'vitest';
import { hostileLabel, labeled, legible, linesOf } from './hostile-labels.ts';

/** 25 labels a graph; with MEGAGRAD_HOSTILE_LABELS=10000 as many as the project's aim. */
const labelsPerGraph = 25;
const graphs = Math.ceil(Number(process.env['MEGAGRAD_HOSTILE_LABELS'] ?? 250) / labelsPerGraph);

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function decode(xml: string): string {
  return xml.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (_, decimal?: string, hex?: string, name?: string) =>
    name === undefined ? String.fromCodePoint(decimal === undefined ? parseInt(hex!, 16) : Number(decimal)) : entities[name]!,
  );
}

/** The lines of each node in the drawing, by the node's id. */
function textsIn(svg: string): Map<string, string[]> {
  const groups = svg.matchAll(/<g id="node\d+" class="node">\s*<title>(\w+)<\/title>(.*?)<\/g>/gs);
  return new Map(
    Array.from(groups, ([, id, body]) => [
      id!,
      linesOf(Array.from(body!.matchAll(/<text[^>]*>(.*?)<\/text>/gs), ([, text]) => decode(text!)).join('\n')),
    ]),
  );
}

async function expectShown(labels: readonly string[]): Promise<void> {
  const svg = await dotToSvg(modelToDot(labeled(labels)));
  expect(new Resvg(svg).width).toBeGreaterThan(0);
  expect(svg).not.toMatch(/<script|<img|<a\b/i);
  const shown = textsIn(svg);
  expect(labels.map((_, i) => shown.get(`n${i}`))).toEqual(labels.map((label) => (label === '' ? ['input'] : legible(label))));
}

describe('hostile labels', () => {
  it('are shown as they are', { timeout: 20 * 60_000 }, async () => {
    const list = fc.array(hostileLabel, { minLength: labelsPerGraph, maxLength: labelsPerGraph });
    await fc.assert(fc.asyncProperty(list, expectShown), { numRuns: graphs, endOnFailure: true });
  });

  it('of 10,000 characters too', async () => {
    await expectShown(['x'.repeat(10_000), '\\"'.repeat(5_000), '<'.repeat(10_000), '\n'.repeat(9_999) + 'x']);
  });
});
