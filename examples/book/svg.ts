/** Attributes of a path that stands in a drawing. */
export type Path = Readonly<Record<string, string>>;

/** The paths of an SVG, in the order in which they are drawn. */
export function pathsIn(svg: string): Path[] {
  return Array.from(svg.matchAll(/<path\s[^>]*>/g), ([tag]) =>
    Object.fromEntries(Array.from(tag.matchAll(/([\w-]+)="([^"]*)"/g), ([, name, value]) => [name!, value!])),
  );
}

/** The paths that show data as what screen readers call `kind`: 'line mark', 'point', 'rect mark'. */
export function marksIn(svg: string, kind: string): Path[] {
  return pathsIn(svg).filter((path) => path['aria-roledescription'] === kind);
}

/** The corners of a path, in pixels from the upper left. */
export function cornersOf(path: Path): [x: number, y: number][] {
  return Array.from((path['d'] ?? '').matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g), ([, x, y]) => [Number(x), Number(y)]);
}

/** What is written in an SVG. */
export function textsIn(svg: string): string[] {
  return Array.from(svg.matchAll(/<text[^>]*>([^<]*)</g), ([, text]) =>
    text!.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  );
}
