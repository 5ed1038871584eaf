import { describe, expect, it } from 'vitest';
import { equals, throws } from './claims.ts';
import { docstringExamples, instrument, markdownExamples, neededBy } from './example.ts';

describe('markdownExamples', () => {
  it('keeps the lines of the page and joins continued blocks', () => {
    const page = '# Page\n\n```ts\nconst a = 1;\n```\n\n```ts continued\na; // 1\n```\n\n```sh\nls\n```\n\n```ts\nb();\n```\n';
    expect(markdownExamples('page.md', page)).toEqual([
      { file: 'page.md', line: 4, code: '\n\n\nconst a = 1;\n\n\n\na; // 1\n' },
      { file: 'page.md', line: 16, code: '\n'.repeat(15) + 'b();\n' },
    ]);
  });
});

describe('docstringExamples', () => {
  it('reads one line and several', () => {
    const source = '/**\n * Doc.\n *\n * @example f(1); // 2\n * @throws {E}\n */\n/**\n * @example\n * const a = 1;\n * f(a);\n */\n';
    expect(docstringExamples('f.ts', source).map(({ line, code }) => [line, code.trim()])).toEqual([
      [4, 'f(1); // 2'],
      [8, 'const a = 1;\nf(a);'],
    ]);
  });
});

describe('neededBy', () => {
  it('reads what an example needs', () => {
    expect(neededBy({ file: 'f.ts', line: 1, code: '// needs a network\nawait f();' })).toBe('a network');
    expect(neededBy({ file: 'f.ts', line: 1, code: 'f(); // 2 needs' })).toBeUndefined();
  });
});

describe('instrument', () => {
  const body = (code: string): string => instrument(code, 'claims').split('\nimport ')[0] ?? '';

  it('checks expressions, declarations, prints and errors', () => {
    expect(body('f(1); // 2.50')).toBe('await claims.equals([f(1)], "2.50"); // 2.50');
    expect(body('const y = f(1); // [1, 2]: both')).toBe('const y = f(1); await claims.equals([y], "[1, 2]"); // [1, 2]: both');
    expect(body("const { name } = g(); // 'b'")).toBe(`const { name } = g(); await claims.equals([name], "'b'"); // 'b'`);
    expect(body('console.log(a, b); // 1 2')).toBe('await claims.equals([a, b], "1 2"); // 1 2');
    expect(body('f(); // throws E: x')).toBe('await claims.throws(async () => { f(); }, "E: x"); // throws E: x');
  });

  it('silences other prints and leaves prose alone', () => {
    expect(body('for (const x of y) console.log(x);')).toBe('for (const x of y) claims.prints(x);');
    expect(body('f(); // 2 layers of it')).toBe('f(); // 2 layers of it');
  });

  it('rejects a value that belongs to nothing', () => {
    expect(() => body('function f() {} // 3')).toThrow("Nothing to compare with '// 3'");
  });
});

describe('equals', () => {
  it.each<[unknown, string]>([
    [24.70408, '24.7041'],
    [0.1 + 0.2, '0.3'],
    [1e-7, '1e-7'],
    [
      [
        [1, 2.04],
        [3, Number.NaN],
      ],
      '[[1, 2.0], [3, NaN]]',
    ],
    [{ toArray: () => [8, 12] }, '[8, 12]'],
    [Promise.resolve(new Float64Array([0.5])), '[0.5]'],
    [null, 'null'],
    ['a b', "'a b'"],
  ])('accepts %o as %s', async (actual, printed) => {
    await expect(equals([actual], printed)).resolves.toBeUndefined();
  });

  it.each<[unknown, string]>([
    [24.7042, '24.7041'],
    [8.4, '8'],
    [[1, 2, 3], '[1, 2]'],
    [undefined, 'null'],
    [0, 'NaN'],
  ])('rejects %o as %s', async (actual, printed) => {
    await expect(equals([actual], printed)).rejects.toThrow('The page says');
  });
});

describe('throws', () => {
  it('compares class and text', async () => {
    const fail = async (): Promise<void> => {
      throw new RangeError('too far');
    };
    await expect(throws(fail, 'RangeError: too far')).resolves.toBeUndefined();
    await expect(throws(fail, 'TypeError')).rejects.toThrow('it throws RangeError: too far');
    await expect(throws(async () => undefined, 'TypeError')).rejects.toThrow('it throws nothing');
  });
});
