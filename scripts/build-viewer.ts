/** `npm run build:viewer`: bundles src/viz/viewer/ into src/viz/html/viewer-script.ts, which is committed. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { build } from 'vite';

export const viewerFile = 'src/viz/html/viewer-script.ts';

/** The text of the committed file. */
export async function viewerSource(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: true, target: 'es2023', lib: { entry: 'src/viz/viewer/main.ts', formats: ['iife'], name: 'page' } },
  });
  const [result] = Array.isArray(built) ? built : [built];
  const chunk = 'output' in result ? result.output[0] : undefined;
  if (chunk === undefined) throw new Error('src/viz/viewer/ gave no script.');
  // A script element ends at the first of these, wherever it stands.
  const code = chunk.code
    .trim()
    .replace(/<\/(?=script)/gi, '<\\/')
    .replace(/<!--/g, '<\\!--');
  return `// Bundled from src/viz/viewer/ by \`npm run build:viewer\`; a test compares the two.
// cspell:disable
/** The page's script. */
export const viewerScript: string = ${JSON.stringify(code)};

/** Its hash, by which the page's policy knows it. */
export const viewerHash: string = 'sha256-${createHash('sha256').update(code).digest('base64')}';
`;
}

if (process.argv[1]?.endsWith('build-viewer.ts') === true) writeFileSync(viewerFile, await viewerSource());
