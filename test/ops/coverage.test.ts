import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as megagrad from '../../src/index.ts';

const ops = fileURLToPath(new URL('../../src/ops/', import.meta.url));
const tests = fileURLToPath(new URL('.', import.meta.url));

function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

/** Every function that a family of ops exports, by name. `creation` makes tensors from numbers: nothing to differentiate. */
async function exportedFunctions(): Promise<Map<string, object>> {
  const found = new Map<string, object>();
  for (const file of filesUnder(ops, '.ts')) {
    if (file.includes(`${join('ops', 'creation')}`) || file.endsWith('methods.ts') || file.endsWith('fluent.ts')) continue;
    const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module)) if (typeof value === 'function') found.set(name, value);
  }
  return found;
}

const contracts = filesUnder(tests, '.test.ts')
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

function hasContract(name: string): boolean {
  return new RegExp(`describeOp\\(\\s*${name}\\b`).test(contracts);
}

describe('every op has a contract', async () => {
  const functions = await exportedFunctions();
  const defined = [...functions].filter(([, value]) => 'descriptor' in value).map(([name]) => name);
  test.each(defined)('%s', (name) => {
    expect(hasContract(name), `write describeOp(${name}, { ... }) in test/ops`).toBe(true);
  });
  test('there are ops', () => {
    expect(defined.length).toBeGreaterThan(100);
  });

  const composed = [...functions].filter(([name, value]) => !('descriptor' in value) && name in megagrad).map(([name]) => name);
  test.each(composed)('%s, composed of ops', (name) => {
    expect(hasContract(name) || contracts.includes(`name: '${name}'`), `write describeOp(${name}, { ... }) or describeOp((x) => ..., { ... }, { name: '${name}' }) in test/ops`).toBe(true);
  });
});
