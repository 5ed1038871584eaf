import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { device } from 'megagrad';
import { instrument, neededBy, type Example } from './example.ts';
import { examplePath, typeErrors } from './program.ts';

const claims = join(import.meta.dirname, 'claims.ts');

/** Type-checks and executes each example, and compares its values with those printed beside them. */
export function describeExamples(examples: readonly Example[]): void {
  const home = process.cwd();
  let scratch: string;
  let errors: ReturnType<typeof typeErrors>;

  beforeAll(() => {
    errors = typeErrors(examples);
    // What an example draws or saves goes where nobody looks.
    scratch = mkdtempSync(join(tmpdir(), 'megagrad-docs-'));
    process.chdir(scratch);
  });

  afterAll(() => {
    process.chdir(home);
    rmSync(scratch, { recursive: true });
  });

  // Each example starts as a program does: on `reference`.
  afterEach(() => device.use('reference'));

  describe.each(examples.map((example) => [`${example.file}:${example.line}`, example] as const))('%s', (_place, example) => {
    it('type-checks', () => {
      expect(errors.get(example)).toEqual([]);
    });

    const needed = neededBy(example);
    if (needed !== undefined) {
      process.stderr.write(`${example.file}:${example.line} is type-checked only: it needs ${needed}\n`);
      return;
    }

    it('gives what it says', async () => {
      const path = examplePath(example);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, instrument(example.code, claims));
      await import(path);
    });
  });
}
