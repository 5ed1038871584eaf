import { InvalidArgumentError, Option, type Command } from 'commander';
import { drawExport, parseInput, type InputSpec } from './graph.ts';

interface GraphFlags {
  readonly export: string;
  readonly out: string;
  readonly input: readonly InputSpec[];
  readonly theme: 'plain' | 'book' | 'dark';
  readonly direction: 'LR' | 'TB';
  readonly pass: 'forward' | 'backward' | 'both';
  readonly depth?: number;
  readonly fold: boolean;
  readonly values: boolean;
  readonly gradients: boolean;
  readonly dtypes: boolean;
  readonly legend: boolean;
  readonly json: boolean;
}

/** `megagrad graph` */
export function addGraph(program: Command): void {
  program
    .command('graph')
    .description('Draw the computation that a file exports: a tensor, a function that gives one, or a model.')
    .argument('<file>', 'a file of TypeScript or JavaScript')
    .option('--export <name>', 'which export', 'model')
    .requiredOption('--out <file>', 'where to; the ending chooses: svg, png, html, dot, mmd, json')
    .option('--input <shape>', 'an input of ones for a model, such as 1,28,28,1 or int32:1,10; again for the next input', collect, [])
    .addOption(new Option('--theme <name>', 'look').choices(['plain', 'book', 'dark']).default('plain'))
    .addOption(new Option('--direction <way>', 'left to right or top to bottom').choices(['LR', 'TB']).default('LR'))
    .addOption(new Option('--pass <which>', 'ops to draw').choices(['forward', 'backward', 'both']).default('forward'))
    .option('--depth <levels>', 'draw modules nested deeper as one node', wholeNumber)
    .option('--fold', 'draw blocks that repeat once', false)
    .option('--values', 'show values', false)
    .option('--gradients', 'show gradients', false)
    .option('--dtypes', 'show dtypes', false)
    .option('--legend', 'say what shapes and colors mean', false)
    .option('--json', 'print the result as JSON', false)
    .action(async (file: string, flags: GraphFlags) => {
      const { export: name, out, input, depth, json, ...options } = flags;
      await drawExport(file, name, out, input, { ...options, ...(depth === undefined ? {} : { depth }) });
      process.stdout.write(json ? `${JSON.stringify({ file: out })}\n` : `${out}\n`);
    });
}

function collect(text: string, before: readonly InputSpec[]): InputSpec[] {
  return [...before, parseInput(text)];
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Give a whole number from 0.');
  return Number(text);
}
