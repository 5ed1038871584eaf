import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ones } from '../../ops/creation/fill.ts';
import type { draw } from '../../viz/draw.ts';
import type { DrawOptions } from '../../viz/draw-options.ts';
import type { TraceSubject } from '../../viz/trace/options.ts';
import { CommandError } from '../command-error.ts';
import { loadModule, type Importer } from './load-module.ts';

/** An input of ones for a model. */
export interface InputSpec {
  readonly shape: readonly number[];
  readonly dtype?: 'int32' | 'bool';
}

/** Reads `1,28,28,1` or `int32:1,10`. */
export function parseInput(text: string): InputSpec {
  const match = /^(?:(int32|bool):)?((?:\d+(?:,\d+)*)?)$/.exec(text.replace(/[\s[\]]/g, ''));
  if (match === null) throw new CommandError(`graph: an input is a shape such as 1,28,28,1 or int32:1,10: got '${text}'.`);
  const [, dtype, lengths] = match;
  const shape = lengths === '' ? [] : lengths!.split(',').map(Number);
  return { shape, ...(dtype === undefined ? {} : { dtype: dtype as 'int32' | 'bool' }) };
}

/** Draws what a file exports. */
export async function drawExport(
  file: string,
  name: string,
  out: string,
  inputs: readonly InputSpec[],
  options: DrawOptions,
): Promise<void> {
  const path = resolve(file);
  if (!existsSync(path)) throw new CommandError(`graph: no such file: ${file}. Give the path of a file that exports what is to be drawn.`);
  const { exports, importer } = await loadModule(path);
  const exported = await exports[name];
  if (exported === undefined) {
    const names = Object.keys(exports).join(', ') || 'nothing';
    throw new CommandError(`graph: ${file} does not export '${name}': it exports ${names}. Choose with --export <name>.`);
  }
  if (!isSubject(exported)) {
    throw new CommandError(
      `graph: '${name}' of ${file} is no tensor, function or model: it is ${exported === null ? 'null' : typeof exported}.`,
    );
  }
  const isModel = typeof exported === 'object' && 'forward' in exported;
  if (isModel && inputs.length === 0) {
    throw new CommandError(
      `graph: '${name}' of ${file} is a model and needs inputs. Add --input <shape>, such as --input 1,784, or export a function that runs it.`,
    );
  }
  // Not this command's own: the file may have another copy of the package, whose tensors this one does not know.
  const viz = (await importer('megagrad/viz')) as { readonly draw: typeof draw };
  const given = isModel ? { inputs: await tensorsFor(inputs, importer) } : {};
  await viz.draw(exported, out, { ...options, ...given });
}

function isSubject(exported: unknown): exported is TraceSubject {
  return (
    typeof exported === 'function' ||
    (typeof exported === 'object' && exported !== null && ('forward' in exported || 'raw' in exported || Array.isArray(exported)))
  );
}

async function tensorsFor(inputs: readonly InputSpec[], importer: Importer): Promise<unknown[]> {
  const megagrad = (await importer('megagrad')) as { readonly ones: typeof ones };
  return inputs.map(({ shape, dtype }, i) =>
    megagrad.ones(shape, { label: inputs.length === 1 ? 'x' : `x${i}`, ...(dtype === undefined ? {} : { dtype }) }),
  );
}
