import { checkOptions } from '../check-options.ts';
import type { DrawOptions } from '../draw-options.ts';
import type { GraphModel } from '../model.ts';
import type {} from '../viewer/main.ts';
import { viewerHash, viewerScript } from './viewer-script.ts';
import { viewerStyle } from './viewer-style.ts';
import { viewerData } from './viewer-data.ts';

/**
 * A page that shows a model, in one file that needs nothing else: pan, zoom, search, open and close modules, select a
 * node to see what it computes, and play forward and backward step by step.
 *
 * The model should be whole: with `depth` the page closes what is deeper, and opens it again where it is asked to.
 */
export async function modelToHtml(model: GraphModel, options: DrawOptions = {}): Promise<string> {
  checkOptions('modelToHtml', options);
  const data = await viewerData(model, options);
  const { background, ink, edge } = data.theme;
  // The policy lets only the viewer's own script run, whatever a label may hold.
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${viewerHash}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(data.title)}</title>
<style>:root{--background:${background};--ink:${ink};--edge:${edge}}
${viewerStyle}</style>
</head>
<body>
<script type="application/json" id="graph">${embed(data)}</script>
<script>${viewerScript}</script>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON that cannot end the element it stands in. */
function embed(data: object): string {
  return JSON.stringify(data).replace(/</g, '\\u003c');
}
