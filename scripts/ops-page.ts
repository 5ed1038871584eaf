import type { ContractRow } from '../test/ops/contract.ts';
import type { ListedOp } from './op-list.ts';

/** One row of docs/ops.md: cells by column. */
export interface OpCells {
  readonly family: string;
  readonly name: string;
  readonly cells: ReadonlyMap<string, string>;
}

const firstColumns = ['first order', 'second order', 'NaN'];
const noted = 'exception';

/** What the contracts of an op measured, as cells: the worst of them. */
export function cellsOf({ name, family }: ListedOp, rows: readonly ContractRow[]): OpCells {
  const differentiable = rows.filter((row) => row.differentiable);
  const cells = new Map([
    ['first order', power(worst(differentiable.map(({ gradient }) => gradient[0])))],
    ['second order', power(worst(differentiable.map(({ gradient }) => gradient[1])))],
    ['NaN', nanCell(rows)],
  ]);
  for (const device of new Set(rows.flatMap(({ devices }) => Object.keys(devices)))) {
    cells.set(`${device} forward`, power(worst(rows.map(({ devices }) => devices[device]?.forward))));
    cells.set(`${device} vjp`, power(worst(differentiable.map(({ devices }) => devices[device]?.vjp))));
  }
  cells.set(noted, rows.flatMap(({ exception }) => exception ?? []).join('; '));
  return { family, name, cells };
}

function nanCell(rows: readonly ContractRow[]): string {
  if (rows.every(({ nan }) => !nan)) return 'no';
  if (rows.some(({ nan }) => !nan)) return 'partly';
  return rows.some(({ nanCases }) => nanCases > 0) ? 'yes' : '-';
}

function worst(errors: readonly (number | undefined)[]): number | undefined {
  const known = errors.filter((error) => error !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** The power of ten that an error stays below; `-` where there is none to measure. */
function power(error: number | undefined): string {
  return error === undefined ? '-' : error === 0 ? '0' : `1e${Math.ceil(Math.log10(error))}`;
}

const head = `# Ops

Written by \`npm run docs:ops\` from the contracts in \`test/ops\`: 100 random cases per op, always the same ones. Errors are
powers of ten that the worst case stayed below.

- first order, second order: gradient and gradient of the gradient against central differences, in float64 on \`reference\`,
  relative to the derivative plus 0.001. \`-\`: not differentiable. The allowed errors are 1e-6 and 1e-5.
- NaN: yes if a NaN in an operand comes out wherever the output depends on it, on every device. \`-\`: the output
  has no place for one.
- forward, vjp on a device: difference from \`reference\`, relative to the largest magnitude. \`0\`: the same numbers.
`;

/** The page. Cells of devices that were not measured now are taken over from the page before. */
export function pageOf(rows: readonly OpCells[], before: readonly OpCells[]): string {
  const old = new Map(before.map((row) => [row.name, row]));
  const devices = new Set(
    [...rows, ...before].flatMap(({ cells }) => [...cells.keys()]).filter((column) => column !== noted && !firstColumns.includes(column)),
  );
  const columns = [...firstColumns, ...[...devices].sort(), noted];
  const families = [...new Set(rows.map(({ family }) => family))].sort();
  const tables = families.map((family) => {
    const lines = rows
      .filter((row) => row.family === family)
      .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
      .map(({ name, cells }) => [name, ...columns.map((column) => cells.get(column) ?? old.get(name)?.cells.get(column) ?? '')]);
    return `\n## ${family}\n\n${tableOf([['op', ...columns], ...lines])}`;
  });
  return head + tables.join('');
}

/** A table with columns padded, as the formatter wants it. */
function tableOf([first, ...rest]: readonly (readonly string[])[]): string {
  const widths = first!.map((title, i) => Math.max(3, title.length, ...rest.map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |\n`;
  return line(first!) + line(widths.map((width) => '-'.repeat(width))) + rest.map(line).join('');
}

/** The rows of a page. */
export function parsePage(text: string): OpCells[] {
  const rows: OpCells[] = [];
  let family = '';
  let columns: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('## ')) family = line.slice(3);
    if (!line.startsWith('|') || line.startsWith('| ---')) continue;
    const [name, ...cells] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (name === 'op') columns = cells;
    else rows.push({ family, name: name!, cells: new Map(columns.map((column, i) => [column, cells[i]!])) });
  }
  return rows;
}

/** What differs, in words. Powers of ten may differ by one: processors and Node versions round differently. */
export function differencesOf(before: readonly OpCells[], now: readonly OpCells[]): string[] {
  const old = new Map(before.map((row) => [row.name, row]));
  const names = new Set(now.map(({ name }) => name));
  const gone = before.filter(({ name }) => !names.has(name)).map(({ name }) => `${name} is no op any more`);
  const changed = now.flatMap(({ name, family, cells }) => {
    const row = old.get(name);
    if (row === undefined) return [`${name} has no row`];
    if (row.family !== family) return [`${name} is in ${row.family}, not in ${family}`];
    return [...cells]
      .filter(([column, cell]) => !alike(row.cells.get(column), cell))
      .map(([column, cell]) => `${name}, ${column}: '${row.cells.get(column) ?? ''}', measured '${cell}'`);
  });
  return [...gone, ...changed];
}

function alike(a: string | undefined, b: string): boolean {
  if (a === b) return true;
  const [one, other] = [exponent(a), exponent(b)];
  return one !== undefined && other !== undefined && Math.abs(one - other) <= 1;
}

function exponent(cell: string | undefined): number | undefined {
  const found = /^1e(-?\d+)$/.exec(cell ?? '');
  return found === null ? undefined : Number(found[1]);
}
