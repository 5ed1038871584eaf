import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A function that a family of ops exports. */
export interface ListedOp {
  readonly name: string;
  readonly family: string;
  /** True if `defineOp` or `defineListOp` made it, false of a function composed of ops. */
  readonly defined: boolean;
  /** True if users can import it. */
  readonly isPublic: boolean;
}

const folder = fileURLToPath(new URL('../src/ops/', import.meta.url));

/** No ops: `creation` makes tensors of numbers, `transforms` takes functions, `expr` reads formulas. */
const others = ['creation', 'expr', 'transforms'];

/** Internal ops that cannot be checked on their own: `normalize` is handed moments that must be x's own. layerNorm's contract has them so. */
const provenByOthers = ['normalize'];

/** Every op in src/ops, and every public function composed of ops. */
export async function listOps(): Promise<ListedOp[]> {
  const names = new Set(Object.keys(await import('../src/index.ts')));
  const found = new Map<string, ListedOp>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const [family, module] = file.split(/[\\/]/);
    if (family === undefined || module === undefined || others.includes(family)) continue;
    const exported = (await import(pathToFileURL(join(folder, file)).href)) as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries(exported)) {
      if (typeof value !== 'function') continue;
      const op: ListedOp = { name, family, defined: 'descriptor' in value, isPublic: names.has(name) };
      if ((op.defined || op.isPublic) && !provenByOthers.includes(name)) found.set(name, op);
    }
  }
  return [...found.values()];
}
