/**
 * `npm run docs:ops`: runs the contract of every op on 100 random cases and writes what it measured to docs/ops.md.
 *
 * `--check` writes nothing and fails if the page is out of date. MEGAGRAD_TEST_DEVICES names the devices to compare;
 * columns of others stay as the page has them.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContractRow } from '../test/ops/contract.ts';
import { listOps, type ListedOp } from './op-list.ts';
import { print, run } from './suite.ts';
import { cellsOf, differencesOf, pageOf, parsePage, type OpCells } from './ops-page.ts';

const page = 'docs/ops.md';
const check = process.argv.includes('--check');
const scratch = mkdtempSync(join(tmpdir(), 'megagrad-ops-'));

function rows(): ContractRow[] {
  return readdirSync(scratch).map((file) => JSON.parse(readFileSync(join(scratch, file), 'utf8')) as ContractRow);
}

function readPage(): string {
  try {
    return readFileSync(page, 'utf8');
  } catch {
    return '';
  }
}

/** The contract of an op, or of its special cases ('matMul of vectors'), each counting. */
function measured(ops: readonly ListedOp[]): OpCells[] {
  const all = rows();
  return ops.map((op) => {
    const own = all.filter((row) => row.op === op.name || row.op.startsWith(`${op.name} `));
    if (own.length === 0) throw new Error(`docs/ops.md: ${op.name} has no contract. Write describeOp(${op.name}, { ... }) in test/ops.`);
    return cellsOf(op, own);
  });
}

try {
  const { status } = await run(
    join('node_modules', '.bin', 'vitest'),
    ['run', 'test/ops', '--testNamePattern', 'keeps its contract', '--reporter=dot'],
    {
      env: { ...process.env, MEGAGRAD_OPS_REPORT: scratch, MEGAGRAD_PROPERTY_RUNS: '100' },
      live: true,
    },
  );
  if (status !== 0) {
    process.exitCode = 1;
  } else {
    const before = parsePage(readPage());
    const now = measured(await listOps());
    const found = differencesOf(before, now);
    if (!check) writeFileSync(page, pageOf(now, before));
    else if (found.length > 0) process.exitCode = 1;
    for (const line of found) print(`${page}: ${line}`);
    print(
      check
        ? found.length === 0
          ? `${page} is up to date.`
          : `${page} is out of date. Run npm run docs:ops.`
        : `${page}: ${now.length} ops written.`,
    );
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
