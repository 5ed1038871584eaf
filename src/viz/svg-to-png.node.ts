import { createRequire } from 'node:module';

// Not by import: a bundler of pages would stop at its binary, though pages never come here.
const require = createRequire(import.meta.url);
const { Resvg } = require('@resvg/resvg-js') as typeof import('@resvg/resvg-js');

/** Arimo has the widths of Helvetica, for which Graphviz lays out. It comes with the package: no font need be installed. */
const font = 'Arimo';

/**
 * A drawing as PNG, twice as large as its SVG.
 *
 * Characters that Arimo lacks (it has Latin, Greek, Cyrillic and Hebrew) are taken from the fonts of the machine, if `loadSystemFonts`.
 */
export function svgToPng(svg: string, { loadSystemFonts = true }: { readonly loadSystemFonts?: boolean } = {}): Uint8Array {
  const fontFiles = ['400Regular/Arimo_400Regular.ttf', '700Bold/Arimo_700Bold.ttf'].map((file) =>
    require.resolve(`@expo-google-fonts/arimo/${file}`),
  );
  const drawn = new Resvg(svg.replaceAll('Helvetica', font), {
    font: { fontFiles, loadSystemFonts, defaultFontFamily: font, sansSerifFamily: font },
    fitTo: fit(svg),
    ...backgroundOf(svg),
  });
  return drawn.render().asPng();
}

/** Graphviz's background ends a fraction of a pixel before the picture does. */
function backgroundOf(svg: string): { background?: string } {
  const background = /<polygon fill="([^"]+)" stroke="none"/.exec(svg)?.[1];
  return background === undefined ? {} : { background };
}

/** Pixels on a side: beyond, the picture would not fit into memory. */
const maxSide = 16_384;

function fit(svg: string): { mode: 'zoom'; value: number } | { mode: 'width'; value: number } {
  const { width, height } = new Resvg(svg);
  const zoom = Math.min(2, maxSide / Math.max(width, height));
  return { mode: 'zoom', value: zoom };
}
