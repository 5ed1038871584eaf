import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { device } from 'megagrad';
import { runProgram, type Program } from '../../examples/book/program.ts';
import { usesMnist } from './mnist-at-hand.ts';

const book = join(import.meta.dirname, '../../examples/book');

/** Folders of the book's chapters. */
export const chapters: readonly string[] = readdirSync(book).filter((name) => /^ch\d\d-/.test(name));

/** Tests that the programs of a chapter meet their figures in the short form: a file for each, so that they run side by side. */
export function testPrograms(chapter: string): void {
  const files = readdirSync(join(book, chapter)).filter((file) => file.endsWith('.ts'));
  // Not out/book: what full runs have found there is for the table.
  const out = mkdtempSync(join(tmpdir(), 'megagrad-book-'));
  afterAll(() => rmSync(out, { recursive: true }));
  beforeAll(() => {
    if (!usesMnist)
      process.stderr.write(
        "book: MNIST is not at hand; programs run on synthetic digits, whose accuracies are not compared with the book's.\n",
      );
    const before = device.current.name;
    return async () => void (await device.use(before));
  });

  describe.each(files)(`${chapter}/%s`, (file) => {
    test('meets its figures in the short form', { timeout: 120_000 }, async () => {
      const { program } = (await import(join(book, chapter, file))) as { program: Program };
      // One device for all machines, but where float64 is asked for.
      const chosen = program.device === 'auto' ? 'wasm' : program.device;
      const { figures } = await runProgram(program, { full: false, seed: 0, out, device: chosen, quiet: true });
      expect(program.name).toBe(`${chapter}/${file.replace(/\.ts$/, '')}`);
      expect(figures.length).toBeGreaterThan(0);
      // Trainings (device 'auto') have figures of MNIST alone.
      if (usesMnist || program.device !== 'auto') expect(figures.filter(({ met }) => !met)).toEqual([]);
    });
  });
}
