/** Attributes of a path or a line that stands in a drawing. */
export type Shape = Readonly<Record<string, string>>;

/** The paths and lines of an SVG, in the order in which they are drawn. */
export function shapesIn(svg: string): Shape[] {
  return Array.from(svg.matchAll(/<(?:path|line)\s[^>]*>/g), ([tag]) =>
    Object.fromEntries(Array.from(tag.matchAll(/([\w-]+)="([^"]*)"/g), ([, name, value]) => [name!, value!])),
  );
}

/** Those that show data as what screen readers call `kind`: 'line mark', 'point', 'rect mark', 'rule mark'. */
export function marksIn(svg: string, kind: string): Shape[] {
  return shapesIn(svg).filter((shape) => shape['aria-roledescription'] === kind);
}

/** The corners of a path, in pixels from the upper left. */
export function cornersOf(path: Shape): [x: number, y: number][] {
  return Array.from((path['d'] ?? '').matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g), ([, x, y]) => [Number(x), Number(y)]);
}

/** Where a mark stands, in pixels from the upper left. */
export function placeOf(mark: Shape): [x: number, y: number] {
  const [x = NaN, y = NaN] =
    /translate\(([^)]*)\)/
      .exec(mark['transform'] ?? '')?.[1]
      ?.split(',')
      .map(Number) ?? [];
  return [x, y];
}

/** What is written in an SVG. */
export function textsIn(svg: string): string[] {
  return Array.from(svg.matchAll(/<text[^>]*>([^<]*)</g), ([, text]) =>
    text!.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  );
}
