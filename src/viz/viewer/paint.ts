import { headerHeight, type Box, type Scene } from './arrange.ts';
import type { ViewerData } from './data.ts';

/** What of the drawing is seen, and how large. */
export interface Camera {
  x: number;
  y: number;
  scale: number;
}

/** What stands out. */
export interface Emphasis {
  readonly selected: number | null;
  /** Items that are lit; the others fade. Null: none fades. */
  readonly lit: ReadonlySet<number> | null;
  /** Item that is computed at this moment of the playback. */
  readonly active: number | null;
  /** Texts above items (values) and below them (gradients). */
  readonly above: ReadonlyMap<number, string>;
  readonly below: ReadonlyMap<number, string>;
  /** Texts on lines, by the line's place in the scene. */
  readonly along: ReadonlyMap<number, string>;
}

/** Okabe and Ito's vermilion and blue: told apart by color-blind readers. */
const [backwardColor, forwardColor] = ['#d55e00', '#0072b2'];
/** Below these scales texts and arrow heads are too small to be read and are left out. */
const [textScale, arrowScale] = [0.35, 0.25];
const font = '11px Arimo, Helvetica, Arial, sans-serif';

/** Draws what the camera sees. */
export function paint(
  context: CanvasRenderingContext2D,
  size: { width: number; height: number },
  data: ViewerData,
  scene: Scene,
  camera: Camera,
  emphasis: Emphasis,
): void {
  const ratio = globalThis.devicePixelRatio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = data.theme.background;
  context.fillRect(0, 0, size.width, size.height);
  context.setTransform(
    ratio * camera.scale,
    0,
    0,
    ratio * camera.scale,
    -camera.x * camera.scale * ratio,
    -camera.y * camera.scale * ratio,
  );
  const view: Box = { x: camera.x, y: camera.y, width: size.width / camera.scale, height: size.height / camera.scale };
  context.font = font;
  context.textBaseline = 'middle';
  paintFrames(context, data, scene, view, camera.scale, emphasis);
  paintLines(context, data, scene, view, camera.scale, emphasis);
  paintItems(context, data, scene, view, camera.scale, emphasis);
  if (camera.scale >= textScale) paintNumbers(context, scene, view, data, emphasis);
}

function meets(a: Box, b: Box): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}

function paintFrames(
  context: CanvasRenderingContext2D,
  data: ViewerData,
  scene: Scene,
  view: Box,
  scale: number,
  emphasis: Emphasis,
): void {
  context.textAlign = 'left';
  for (const [index, frame] of scene.frames) {
    if (!meets(frame, view)) continue;
    const group = data.groups[index]!;
    context.strokeStyle = group.pass === 'backward' ? backwardColor : data.theme.edge;
    context.lineWidth = emphasis.selected === -1 - index ? 3 : 1;
    context.setLineDash(group.repeats > 1 ? [5, 3] : []);
    context.beginPath();
    context.roundRect(frame.x, frame.y, frame.width, frame.height, 8);
    context.stroke();
    if (scale >= textScale) {
      context.fillStyle = data.theme.ink;
      context.fillText(`▾ ${group.label}`, frame.x + 8, frame.y + headerHeight / 2 + 2);
    }
  }
  context.setLineDash([]);
}

function paintLines(context: CanvasRenderingContext2D, data: ViewerData, scene: Scene, view: Box, scale: number, emphasis: Emphasis): void {
  const plain = new Path2D();
  const faded = new Path2D();
  const dashed = new Path2D();
  for (const line of scene.lines) {
    if (!meets(boundsOf(line.points), view)) continue;
    const isLit = emphasis.lit === null || (emphasis.lit.has(line.from) && emphasis.lit.has(line.to));
    trail(isLit ? (line.carried ? dashed : plain) : faded, line.points, scale >= arrowScale);
  }
  context.lineWidth = Math.max(1, 0.6 / scale);
  context.strokeStyle = data.theme.edge;
  context.stroke(plain);
  context.setLineDash([4, 3]);
  context.stroke(dashed);
  context.setLineDash([]);
  context.globalAlpha = 0.15;
  context.stroke(faded);
  context.globalAlpha = 1;
}

function boundsOf(points: Float64Array): Box {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    left = Math.min(left, points[i]!);
    right = Math.max(right, points[i]!);
    top = Math.min(top, points[i + 1]!);
    bottom = Math.max(bottom, points[i + 1]!);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function trail(path: Path2D, points: Float64Array, hasHead: boolean): void {
  path.moveTo(points[0]!, points[1]!);
  for (let i = 2; i + 5 < points.length; i += 6)
    path.bezierCurveTo(points[i]!, points[i + 1]!, points[i + 2]!, points[i + 3]!, points[i + 4]!, points[i + 5]!);
  if (!hasHead) return;
  const [x, y] = [points.at(-2)!, points.at(-1)!];
  const angle = Math.atan2(y - points.at(-3)!, x - points.at(-4)!);
  path.moveTo(x - 6 * Math.cos(angle - 0.4), y - 6 * Math.sin(angle - 0.4));
  path.lineTo(x, y);
  path.lineTo(x - 6 * Math.cos(angle + 0.4), y - 6 * Math.sin(angle + 0.4));
}

function fillOf(data: ViewerData, item: number): string {
  const { fills, backward } = data.theme;
  if (item < 0) return data.groups[-1 - item]!.pass === 'backward' ? backward : fills.module;
  const { role, pass } = data.nodes[item]!;
  return role === 'op' && pass === 'backward' ? backward : fills[role];
}

function paintItems(context: CanvasRenderingContext2D, data: ViewerData, scene: Scene, view: Box, scale: number, emphasis: Emphasis): void {
  const byFill = new Map<string, Path2D>();
  const seen: [number, Box][] = [];
  for (const [item, box] of scene.items) {
    if (!meets(box, view)) continue;
    const isLit = emphasis.lit === null || emphasis.lit.has(item);
    const key = `${isLit ? 1 : 0.2} ${fillOf(data, item)}`;
    let path = byFill.get(key);
    if (path === undefined) byFill.set(key, (path = new Path2D()));
    outline(path, data, item, box, scale);
    if (isLit) seen.push([item, box]);
  }
  context.strokeStyle = data.theme.ink;
  context.lineWidth = scale < textScale ? 0.5 : 1;
  for (const [key, path] of byFill) {
    const space = key.indexOf(' ');
    context.globalAlpha = Number(key.slice(0, space));
    context.fillStyle = key.slice(space + 1);
    context.fill(path);
    if (scale >= 0.15) context.stroke(path);
  }
  context.globalAlpha = 1;
  if (scale >= textScale) paintTexts(context, data, seen);
  for (const [item, color] of [
    [emphasis.active, backwardColor],
    [emphasis.selected, forwardColor],
  ] as const) {
    const box = item === null ? undefined : scene.items.get(item);
    if (box === undefined) continue;
    context.strokeStyle = color;
    context.lineWidth = Math.max(3, 3 / scale);
    context.strokeRect(box.x - 3, box.y - 3, box.width + 6, box.height + 6);
  }
}

/** Ops are boxes, leaves are rounded, modules have a tab, outputs a second border: not by color alone. */
function outline(path: Path2D, data: ViewerData, item: number, { x, y, width, height }: Box, scale: number): void {
  if (scale < 0.15) {
    path.rect(x, y, width, height);
    return;
  }
  if (item < 0) {
    path.rect(x, y, width, height);
    path.rect(x, y - 4, Math.min(24, width / 2), 4);
    return;
  }
  const { role, isOutput } = data.nodes[item]!;
  if (role === 'op') path.rect(x, y, width, height);
  else path.roundRect(x, y, width, height, Math.min(16, height / 2));
  if (isOutput) path.roundRect(x + 3, y + 3, width - 6, height - 6, role === 'op' ? 0 : Math.min(13, height / 2 - 3));
}

function paintTexts(context: CanvasRenderingContext2D, data: ViewerData, seen: readonly (readonly [number, Box])[]): void {
  context.fillStyle = data.theme.ink;
  context.textAlign = 'center';
  for (const [item, box] of seen) {
    const lines = item < 0 ? groupLines(data, -1 - item) : data.nodes[item]!.lines;
    const step = (box.height - 8) / Math.max(1, lines.length);
    for (let i = 0; i < lines.length; i++) context.fillText(lines[i]!, box.x + box.width / 2, box.y + 4 + step * (i + 0.5));
  }
}

function groupLines(data: ViewerData, group: number): string[] {
  const { label, ops } = data.groups[group]!;
  return [`▸ ${label}`, `${ops} ${ops === 1 ? 'op' : 'ops'}`];
}

function paintNumbers(
  context: CanvasRenderingContext2D,
  scene: Scene,
  view: Box,
  data: ViewerData,
  { above, below, along }: Emphasis,
): void {
  const write = (text: string, x: number, y: number, color: string): void => {
    context.fillStyle = data.theme.background;
    const width = context.measureText(text).width + 4;
    context.fillRect(x - width / 2, y - 7, width, 14);
    context.fillStyle = color;
    context.fillText(text, x, y);
  };
  context.textAlign = 'center';
  for (const [texts, isBelow] of [
    [above, false],
    [below, true],
  ] as const) {
    for (const [item, text] of texts) {
      const box = scene.items.get(item);
      if (box !== undefined && meets(box, view))
        write(
          fitted(text, box.width + 24),
          box.x + box.width / 2,
          isBelow ? box.y + box.height + 9 : box.y - 9,
          isBelow ? backwardColor : forwardColor,
        );
    }
  }
  for (const [index, text] of along) {
    const { points } = scene.lines[index]!;
    const middle = 2 * Math.floor(points.length / 4);
    write(text, (points[middle - 2]! + points[middle]!) / 2, (points[middle - 1]! + points[middle + 1]!) / 2, data.theme.ink);
  }
}

/** A text cut to a width in pixels. */
function fitted(text: string, width: number): string {
  const most = Math.max(7, Math.floor(width / 6));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
