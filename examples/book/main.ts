/** Lists the programs of the book, runs one or all, and prints the table of their figures: `npm run book -- ch04 --full`. */
import { readdirSync } from 'node:fs';
import { Command } from 'commander';
import { mnist } from 'megagrad/data';
import { runProgram, withRunOptions, type Figure, type Program, type RunOptions } from './program.ts';

const here = new URL('./', import.meta.url);

async function programs(): Promise<Program[]> {
  const folders = readdirSync(here).filter((name) => /^ch\d\d-/.test(name));
  const files = folders.flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, here))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`),
  );
  const modules = await Promise.all(files.toSorted().map((file) => import(new URL(file, here).href) as Promise<{ program?: Program }>));
  return modules.flatMap(({ program }) => (program === undefined ? [] : [program]));
}

const command = withRunOptions(new Command('npm run book --').description('Runs the programs of the book.'))
  .argument('[names...]', 'beginnings of program names, such as ch04; without any, lists them all')
  .option('--all', 'runs every program', false)
  .option('--json', 'prints a line of JSON for each program', false)
  .parse();
const options = command.opts<RunOptions & { readonly all: boolean; readonly json: boolean }>();
const known = await programs();
const chosen = known.filter(({ name }) => options.all || command.args.some((beginning) => name.startsWith(beginning)));
const unknown = command.args.filter((beginning) => !known.some(({ name }) => name.startsWith(beginning)));
if (unknown.length > 0) command.error(`No program begins with '${unknown.join("', '")}'. Run npm run book for the list.`);

if (chosen.length === 0) {
  const width = Math.max(...known.map(({ name }) => name.length));
  for (const { name, title } of known) process.stdout.write(`${name.padEnd(width)}  ${title}\n`);
} else {
  // Trainings alone: reading the digits takes longer than most of the other programs.
  if (chosen.some((program) => program.device === 'auto') && (await mnist()).train.source === 'synthetic')
    process.stderr.write("MNIST is not at hand: digits drawn by megagrad take its place, and their figures are not the book's.\n");
  const all: Figure[] = [];
  for (const program of chosen) {
    const report = await runProgram(program, { ...options, quiet: options.json });
    all.push(...report.figures);
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${report.seconds} s\n`);
  }
  if (!options.json) printTable(all);
  if (all.some(({ met }) => !met)) process.exitCode = 1;
}

function printTable(figures: readonly Figure[]): void {
  process.stdout.write('\n| row | figure | book | ours | met |\n| --- | --- | --- | --- | --- |\n');
  for (const { row, name, book = '', ours, met } of figures)
    process.stdout.write(`| ${row} | ${name} | ${book} | ${ours} | ${met ? 'yes' : 'no'} |\n`);
}
