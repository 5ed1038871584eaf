import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { ArgumentError, MegagradError, ShapeError } from '../../src/core/errors.ts';

test('an argument is kept with its error, but not printed below it', () => {
  const value = new Float64Array(1000);
  const error = new ArgumentError('op: too long: x.', 'x', value);
  expect(error).toBeInstanceOf(MegagradError);
  expect(error.value).toBe(value);
  expect(inspect(error)).not.toContain('Float64Array');
  expect(inspect(error)).toContain("argument: 'x'");
});

test('the name of an error is written in its class, so that a minifier leaves it', () => {
  const texts = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join('src', file), 'utf8'));
  const classes = texts.flatMap((text) => [...text.matchAll(/class (\w+Error) extends/g)].map(([, name]) => ({ text, name: name! })));
  expect(classes.length).toBeGreaterThan(15);
  expect(classes.filter(({ text, name }) => !text.includes(`return '${name}';`))).toEqual([]);
  const Short = { a: class extends ShapeError {} }.a;
  expect(String(new Short('mul: no.'))).toBe('ShapeError: mul: no.');
});
