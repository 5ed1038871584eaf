import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Without the digits of measured numbers: the last ones differ between Node versions. */
function withoutDigits(text: string): string {
  return text.replaceAll(/\d+\.\d+(e-?\d+)?/g, '#');
}

test('the example prints what the page shows', () => {
  const printed = execFileSync(process.execPath, ['--import', 'tsx', 'examples/own-op.ts'], { cwd: root, encoding: 'utf8' });
  const [first, ...failure] = printed.trimEnd().split('\n');
  expect(first).toBe('power keeps its contract in 100 cases.');
  expect(failure).toHaveLength(4);
  expect(withoutDigits(readFileSync(join(root, 'docs', 'your-own-op.md'), 'utf8'))).toContain(withoutDigits(failure.join('\n')));
});
