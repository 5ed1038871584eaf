import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { ArgumentError, MegagradError } from '../../src/core/errors.ts';

test('an argument is kept with its error, but not printed below it', () => {
  const value = new Float64Array(1000);
  const error = new ArgumentError('op: too long: x.', 'x', value);
  expect(error).toBeInstanceOf(MegagradError);
  expect(error.value).toBe(value);
  expect(inspect(error)).not.toContain('Float64Array');
  expect(inspect(error)).toContain("argument: 'x'");
});
