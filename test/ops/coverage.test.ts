import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { listOps } from '../../scripts/op-list.ts';
import { testedDevices } from './contract.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const contracts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');

function hasContract(name: string): boolean {
  return new RegExp(`describeOp\\(\\s*${name}\\b`).test(contracts);
}

/** `name: 'split'`, or `name: \`einsum ${equation}\``: the contract of a function that is called in its own way. */
function hasNamedContract(name: string): boolean {
  return new RegExp(`name: ['\`]${name}['\` ]`).test(contracts);
}

const ops = await listOps();
const defined = ops.filter((op) => op.defined).map(({ name }) => name);
const composed = ops.filter((op) => !op.defined).map(({ name }) => name);

describe('every op has a contract', () => {
  test.each(defined)('%s', (name) => {
    expect(hasContract(name), `write describeOp(${name}, { ... }) in test/ops`).toBe(true);
  });
  test.each(composed)('%s, composed of ops', (name) => {
    expect(
      hasContract(name) || hasNamedContract(name),
      `write describeOp((x) => ${name}(x), { ... }, { name: '${name}' }) in test/ops`,
    ).toBe(true);
  });
  test('there are ops', () => {
    expect(defined.length).toBeGreaterThan(100);
  });
});

test('the devices of this run', () => {
  const absent = ['wasm', 'webgpu', 'tensorflow'].filter((name) => !testedDevices.some((tested) => tested === name));
  process.stderr.write(
    `ops: compared with reference on ${testedDevices.join(', ') || 'no device'}; not on ${absent.join(', ') || 'none'} (MEGAGRAD_TEST_DEVICES names them)\n`,
  );
  expect(new Set(testedDevices).size).toBe(testedDevices.length);
});
