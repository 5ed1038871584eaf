import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chapters, testPrograms } from './book-programs.ts';

testPrograms('ch01-python');

test('every chapter has its tests', () => {
  const tested = readdirSync(import.meta.dirname).flatMap((file) => /^book-(ch\d\d)\.test\.ts$/.exec(file)?.[1] ?? []);
  expect(tested.toSorted()).toEqual(chapters.map((chapter) => chapter.slice(0, 4)).toSorted());
});
