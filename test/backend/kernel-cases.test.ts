import { expect, test } from 'vitest';
import { kernels } from '../../src/backend/reference/kernels.ts';
import { kernelCases } from './kernel-cases.ts';

test('every kernel of the map has a case', () => {
  const covered = new Set<string>(kernelCases.map(({ kernel }) => kernel));
  expect(Object.keys(kernels).filter((name) => !covered.has(name))).toEqual([]);
});

test('no two cases have the same kernel and title', () => {
  const names = kernelCases.map(({ kernel, title }) => `${kernel}: ${title}`);
  expect(names.filter((name, n) => names.indexOf(name) !== n)).toEqual([]);
});
