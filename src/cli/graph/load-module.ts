import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CommandError } from '../command-error.ts';

/** Imports as a file does: what it imports under the same name is the same module. */
export type Importer = (specifier: string) => Promise<Readonly<Record<string, unknown>>>;

/** A module of the user's, and the way to import what it imports. */
export interface Loaded {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly importer: Importer;
}

/** The part of tsx that is used. */
interface Tsx {
  register(options: { readonly namespace: string }): {
    import(specifier: string, parent: string): Promise<Readonly<Record<string, unknown>>>;
  };
}

/**
 * Loads a file of JavaScript, or of TypeScript: through tsx if it is installed beside the file or the command, else
 * through Node itself where it strips types (22.18 and later).
 */
export async function loadModule(file: string): Promise<Loaded> {
  const url = pathToFileURL(file).href;
  if (/^\.[cm]?tsx?$/.test(extname(file))) {
    const tsx = await findTsx(file);
    if (tsx !== undefined) {
      const scope = tsx.register({ namespace: 'megagrad-graph' });
      return { exports: await scope.import(url, url), importer: (specifier) => scope.import(specifier, url) };
    }
    const typescript: unknown = Reflect.get(process.features, 'typescript');
    if (typescript === undefined || typescript === false) {
      throw new CommandError(
        `graph: Node ${process.versions.node} cannot read TypeScript: ${file}. Run: npm install --save-dev tsx, or use Node 22.18 or later.`,
      );
    }
  }
  const require = createRequire(url);
  return {
    exports: (await import(url)) as Readonly<Record<string, unknown>>,
    importer: async (specifier) => (await import(pathToFileURL(require.resolve(specifier)).href)) as Readonly<Record<string, unknown>>,
  };
}

async function findTsx(file: string): Promise<Tsx | undefined> {
  for (const from of [pathToFileURL(file).href, import.meta.url]) {
    let manifest: string;
    try {
      manifest = createRequire(from).resolve('tsx/package.json');
    } catch {
      continue;
    }
    // Resolved from CommonJS, 'tsx/esm/api' is its CommonJS form, which does not find the rest of itself.
    return (await import(new URL('dist/esm/api/index.mjs', pathToFileURL(manifest)).href)) as Tsx;
  }
  return undefined;
}
