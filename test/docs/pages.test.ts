import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instrument, markdownExamples } from './example.ts';
import { examplePath, root, typeErrors } from './program.ts';

const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const examples = pages.flatMap((page) => markdownExamples(page, readFileSync(join(root, page), 'utf8')));
const claims = join(import.meta.dirname, 'claims.ts');
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

describe.each(examples)('$file:$line', (example) => {
  it('type-checks', () => {
    expect(errors.get(example)).toEqual([]);
  });

  it('does what the page says', async () => {
    const path = examplePath(example);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, instrument(example.code, claims));
    await import(path);
  });
});
