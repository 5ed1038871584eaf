import { format } from '../core/shape.ts';
import type { DrawOptions } from './draw-options.ts';
import type { ShownValues, VizNode } from './model.ts';
import { numberText, valuesText } from './number-text.ts';

/** Operators as the book writes them. */
export const signs: ReadonlyMap<string, string> = new Map(
  Object.entries({ add: '+', sub: '−', mul: '×', div: '/', matMul: '@', pow: '^', neg: '−' }),
);

/** What is written in a node: what it is, and what was asked for, a line each. */
export function nodeLines(node: VizNode, options: DrawOptions): string[] {
  const { shape, dtype, value, savedBytes, milliseconds, repeats } = node;
  const lines = [titleOf(node) + (repeats === undefined ? '' : ` × ${repeats}`)];
  if (node.role === 'module') lines.push(`${node.ops} ${node.ops === 1 ? 'op' : 'ops'}`);
  const dtypeText = options.dtypes === true && dtype !== 'number' ? dtype : '';
  const shapeText = options.shapes === false || shape === null || shape.length === 0 ? '' : format(shape);
  lines.push(`${dtypeText}${shapeText}`);
  if (value !== undefined) lines.push(valuesText(value, shape));
  if (node.gradient !== undefined && options.gradients !== false) lines.push(`grad ${gradientText(node.gradient, node, options)}`);
  if (options.savedBytes === true && savedBytes !== undefined) lines.push(`saves ${bytesText(savedBytes)}`);
  if (milliseconds !== undefined) lines.push(`${numberText(milliseconds)} ms`);
  return lines.filter((line) => line !== '');
}

/** The first line: a name, an op, or both. */
export function titleOf({ role, op, label, value }: VizNode): string {
  if (role === 'op') return label === '' ? op : `${label} = ${op}`;
  return label || (value?.all?.length === 1 ? '' : role);
}

/** What is written in a circle of the book. */
export function bookTitle(node: VizNode): string {
  if (node.role === 'op') return signs.get(node.op) ?? node.op;
  if (node.role === 'module') return node.label;
  if (isBareNumber(node)) return valuesText(node.value!, node.shape);
  return node.label === '' && node.value === undefined ? node.role : node.label;
}

/** True of a number that has no name: it stands for itself. */
function isBareNumber({ role, label, value, shape }: VizNode): boolean {
  return role !== 'op' && role !== 'module' && label === '' && value !== undefined && shape?.length === 0;
}

/** What stands at an edge of the book. */
export interface BookEdge {
  /** Lines of the value. */
  readonly above: readonly string[];
  /** The derivative; '' if there is none. */
  readonly below: string;
}

/**
 * On an edge of the book: the value above it, the derivative below.
 *
 * @param gradient of the node over this edge.
 */
export function bookEdge(node: VizNode, gradient: ShownValues | undefined, options: DrawOptions): BookEdge {
  const { value, shape } = node;
  // Numbers that are all shown show their shape too.
  const shapeText = options.shapes === false || shape === null || shape.length === 0 || value?.all !== undefined ? '' : format(shape);
  const above = isBareNumber(node) ? [] : [shapeText, value === undefined ? '' : valuesText(value, shape)];
  const below = gradient === undefined || options.gradients === false ? '' : gradientText(gradient, node, options);
  return { above: above.filter((line) => line !== ''), below };
}

function gradientText(gradient: ShownValues, { shape }: VizNode, options: DrawOptions): string {
  return options.norms === true ? `norm ${numberText(gradient.norm)}` : valuesText(gradient, shape);
}

/** 512 B, 3.1 kB, 40 MB: in powers of ten. */
export function bytesText(bytes: number): string {
  const unit = bytes < 1e3 ? 0 : bytes < 1e6 ? 1 : bytes < 1e9 ? 2 : 3;
  return `${Number((bytes / 1000 ** unit).toPrecision(3))} ${['B', 'kB', 'MB', 'GB'][unit]!}`;
}
