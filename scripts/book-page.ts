/**
 * `npm run docs:book`: writes what the programs of the book last measured (out/book, from `npm run book -- <program> --full`)
 * into the rows of docs/book.md, and what DeZero's steps print. Rows whose programs have not run stay as they are.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mnist } from 'megagrad/data';
import type { Figure, Report } from '../examples/book/program.ts';
import type { Step } from '../examples/dezero/step.ts';
import { print } from './suite.ts';

const page = 'docs/book.md';
const folder = 'out/book';

/** Columns of a row of the page. */
const columns = ['number', 'item', 'where', 'settings', 'book', 'ours', 'status'] as const;
type Row = Record<(typeof columns)[number], string>;

function reports(): Report[] {
  if (!existsSync(folder)) {
    print(`${folder} is not there: no program of the book has run yet. Try npm run book -- ch04-learning --full.`);
    return [];
  }
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('figures.json'));
  return names.toSorted().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Report);
}

function rowOf(line: string): Row | undefined {
  const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
  if (cells.length !== columns.length + 2 || !/^\d+$/.test(cells[1]!)) return undefined;
  return Object.fromEntries(columns.map((column, i) => [column, cells[i + 1]!])) as Row;
}

const lineOf = (row: Row): string => `| ${columns.map((column) => row[column]).join(' | ')} |`;

/** Figures of one row. */
const between = ' · ';

const cell = (text: string): string => text.replaceAll('|', '\\|');

const linkTo = (program: string): string => `[${program}](../examples/book/${program}.ts)`;

/** `8.9 s` as the table says it, and what ran shortened. */
const circumstances = ({ device, full, seconds }: Report): string => `${device}, ${full ? '' : 'short form, '}${Math.round(seconds)} s`;

/** The figures of a row that reports hold, each with its report. */
function measured(number: number, all: readonly Report[]): { report: Report; figures: Figure[] }[] {
  return all
    .map((report) => ({ report, figures: report.figures.filter(({ row }) => row === number) }))
    .filter(({ figures }) => figures.length > 0);
}

function renewed(row: Row, all: readonly Report[]): Row {
  const found = measured(Number(row.number), all);
  if (found.length === 0) return row;
  // Tests and pages that stand there besides programs.
  const others = row.where.split(', ').filter((place) => place !== '' && !place.includes('examples/book/ch'));
  const figures = found.flatMap((one) => one.figures);
  // The book's in the order of ours: a dash where it gives none.
  const book = figures.some((figure) => figure.book !== undefined) ? figures.map((figure) => figure.book ?? '-') : [];
  const said = found.map(
    (one) => `${one.figures.map(({ name, ours }) => `${name}: ${ours}`).join(between)} (${circumstances(one.report)})`,
  );
  return {
    ...row,
    where: [...found.map(({ report }) => linkTo(report.program)), ...others].join(', '),
    book: cell(book.join(between)),
    ours: cell(said.join(between)),
    status: figures.every(({ met }) => met) ? 'yes' : 'open',
  };
}

/** Everything behind this line is written anew. */
const mark = '<!-- steps -->';

/** A value as JSON, cut where it is long. */
function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 240 ? `${text.slice(0, 240)}...` : text;
}

async function dezero(): Promise<string> {
  const rows: string[] = ['| step | what it shows | where | prints |', '| --- | --- | --- | --- |'];
  for (let stage = 1; stage <= 5; stage++) {
    const file = `examples/dezero/stage${stage}.ts`;
    const { steps } = (await import(`../${file}`)) as { steps: readonly Step[] };
    for (const step of steps) {
      const drawn: string[] = [];
      const printed = await step.run({ save: (name) => Promise.resolve(void drawn.push(name)) });
      const cells = [...Object.entries(printed).map(([name, value]) => `${name} ${short(value)}`), ...drawn];
      rows.push(`| ${step.number} | ${cell(step.title)} | [stage ${stage}](../${file}) | ${cell(cells.join('; '))} |`);
    }
  }
  return `${rows.join('\n')}\n`;
}

if ((await mnist()).train.source === 'synthetic')
  throw new Error(`${page}: MNIST is not at hand, and the table is of MNIST alone. Name its folder in MEGAGRAD_DATA.`);

const all = reports();
const lines = readFileSync(page, 'utf8').split('\n');
const next = lines.map((line) => {
  const row = rowOf(line);
  return row === undefined ? line : lineOf(renewed(row, all));
});
writeFileSync(page, `${next.slice(0, next.indexOf(mark) + 1).join('\n')}\n\n${await dezero()}`);
for (const [i, line] of next.entries()) if (line !== lines[i]) print(line);
const statuses = next.flatMap((line) => rowOf(line)?.status ?? []);
print(
  `${page}: ${statuses.filter((status) => status === 'yes').length} rows yes, ${statuses.filter((status) => status === 'open').length} open`,
);
