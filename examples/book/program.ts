/** What every program of the book shares: how it is run, what it may ask, what it reports. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { device, random, type DeviceName } from 'megagrad';

/** A number that the book prints, and ours beside it. */
export interface Figure {
  /** Row of the table in docs/book.md. */
  readonly row: number;
  readonly name: string;
  /** What the book says; left out where it gives no number. */
  readonly book?: string;
  readonly ours: string;
  /** False if ours misses the book's by more than the program allows. */
  readonly met: boolean;
}

/** What a program may ask while it runs. */
export interface Context {
  /** The book's own length; else a short run of seconds. */
  readonly full: boolean;
  readonly seed: number;
  /** A line for people. */
  readonly say: (line: string) => void;
  /** Where files of this program go that it writes itself. */
  readonly folder: string;
  /** Writes a drawing or another file of results into the folder, and says where. */
  readonly save: (name: string, content: string | Uint8Array) => Promise<void>;
  /** Reports a figure. */
  readonly figure: (figure: Figure) => void;
}

/** One program: `run` does the work and reports figures through its context. */
export interface Program {
  /** `ch04/two-layer-net`: its file without the ending, from examples/book. */
  readonly name: string;
  readonly title: string;
  /** Where it wants to run if nobody says: 'reference' for small things in float64, 'auto' for trainings. */
  readonly device: DeviceName | 'auto';
  run(context: Context): Promise<void>;
}

/** What a run found: figures.json among its drawings, which `npm run docs:book` reads. */
export interface Report {
  readonly program: string;
  readonly device: DeviceName;
  readonly full: boolean;
  readonly seed: number;
  readonly seconds: number;
  readonly figures: readonly Figure[];
}

/** How programs are run from the shell. */
export interface RunOptions {
  readonly full: boolean;
  readonly seed: number;
  readonly out: string;
  readonly device?: DeviceName | 'auto';
  readonly quiet?: boolean;
}

/** Runs a program, and keeps and returns what it found. */
export async function runProgram(program: Program, options: RunOptions): Promise<Report> {
  const begun = performance.now();
  const figures: Figure[] = [];
  const say = (line: string): void => void (options.quiet === true || process.stdout.write(`${line}\n`));
  const { name } = await device.use(options.device ?? program.device);
  random.seed(options.seed);
  say(`\n${program.name}: ${program.title} (on ${name}${options.full ? ', full length' : ''})`);
  const folder = join(options.out, program.name);
  await program.run({
    full: options.full,
    seed: options.seed,
    say,
    folder,
    save: async (file, content) => {
      const path = join(folder, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      say(`drawn: ${path}`);
    },
    figure: (figure) => {
      figures.push(figure);
      say(`${figure.name}: ${figure.ours}${figure.book === undefined ? '' : ` (book: ${figure.book})`}${figure.met ? '' : '  NOT MET'}`);
    },
  });
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  const report: Report = { program: program.name, device: name, full: options.full, seed: options.seed, seconds, figures };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'figures.json'), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

/** The options that all programs take. */
export function withRunOptions(command: Command): Command {
  return command
    .option('--full', "the book's own length, which may take minutes", false)
    .option('--seed <n>', 'seed of everything random', seed, 0)
    .option('--out <folder>', 'where drawings go', 'out/book')
    .addOption(new Option('--device <name>', 'where to compute').choices(['auto', 'reference', 'wasm', 'webgpu', 'tensorflow']))
    .allowExcessArguments(false);
}

function seed(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0) throw new InvalidArgumentError('Use a whole number from 0.');
  return value;
}
