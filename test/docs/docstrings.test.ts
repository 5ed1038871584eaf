import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeExamples } from './describe-examples.ts';
import { docstringExamples, withImports, type Example } from './example.ts';
import { exportsOf, root } from './program.ts';

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(root, 'src', name))
  .toSorted();
const entries = {
  megagrad: 'index.ts',
  ...Object.fromEntries(['nn', 'optim', 'viz', 'data', 'train', 'testing'].map((room) => [`megagrad/${room}`, `${room}/index.ts`])),
};

const exported = exportsOf(sources);
const publicNames = Object.entries(entries).flatMap(([specifier, file]) =>
  exported(join(root, 'src', file)).map((name) => [name, specifier] as const),
);

const shared = new Set(publicNames.map(([name]) => name).filter((name, i, all) => all.indexOf(name) !== i));

/**
 * The example of an internal function may use what its own file exports. A name that several entries share (`flip` of
 * tensors, of images) is the file's own, else the main entry's.
 */
function examplesOf(path: string): Example[] {
  const own = exported(path).map((name) => [name, path] as const);
  const names = new Map([...own, ...publicNames.toReversed(), ...own.filter(([name]) => shared.has(name))]);
  return docstringExamples(path.slice(root.length + 1), readFileSync(path, 'utf8')).map((example) => withImports(example, names));
}

describeExamples(sources.flatMap(examplesOf));
