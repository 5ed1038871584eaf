import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { binaryFile, simdSource } from '../../../scripts/build-simd.ts';

test('the committed binary is what assembly/ compiles to', async () => {
  expect(readFileSync(binaryFile, 'utf8')).toBe(await simdSource());
});
