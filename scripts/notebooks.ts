/**
 * `npm run notebooks`: executes notebooks/*.ipynb in Jupyter with Deno's kernel and type-checks their cells.
 *
 * Python's packages, Deno and the kernel's description go into .cache/jupyter, what is executed into a scratch folder.
 * `--write` puts the outputs into the notebooks; without it their texts, and what their drawings show, must be what the
 * notebooks carry.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { finish, print, run, type Outcome } from './suite.ts';

interface Cell {
  readonly cell_type: string;
  readonly source: readonly string[];
  readonly outputs?: readonly { readonly output_type: string; readonly data?: Readonly<Record<string, readonly string[] | string>> }[];
}

interface Notebook {
  readonly cells: readonly Cell[];
}

/** Not among the dependencies: it is large, and of use to notebooks alone. */
const denoVersion = '2.9.6';
const folder = 'notebooks';
const cache = resolve('.cache', 'jupyter');
const cells = resolve('.cache', 'notebook-cells');
const scratch = mkdtempSync(join(tmpdir(), 'megagrad-notebooks-'));
const write = process.argv.includes('--write');
const names = readdirSync(folder).filter((name) => name.endsWith('.ipynb'));
let passed = 0;
let failed = 0;

function check(name: string, problem: string): void {
  print(`${problem === '' ? 'ok  ' : 'FAIL'} ${name}${problem === '' ? '' : `:\n${problem}`}`);
  if (problem === '') passed += 1;
  else failed += 1;
}

async function must(command: string, args: readonly string[]): Promise<void> {
  const { status, output } = await run(command, args);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${output}`);
}

/** A virtual environment with what requirements.txt names, made anew when that changes. */
async function setUpJupyter(): Promise<void> {
  const requirements = join(folder, 'requirements.txt');
  const stamp = join(cache, 'requirements');
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
    rmSync(cache, { recursive: true, force: true });
    await must('python3', ['-m', 'venv', cache]);
    await must(join(cache, 'bin', 'pip'), ['install', '--quiet', '--requirement', requirements]);
    writeFileSync(stamp, digest);
  }
  const deno = join(cache, 'node_modules', '.bin', 'deno');
  if (!existsSync(deno))
    await must('npm', ['install', '--silent', '--ignore-scripts', '--no-save', '--prefix', cache, `deno@${denoVersion}`]);
  const kernel = join(cache, 'share', 'jupyter', 'kernels', 'deno');
  mkdirSync(kernel, { recursive: true });
  const argv = [deno, 'jupyter', '--kernel', '--conn', '{connection_file}'];
  writeFileSync(
    join(kernel, 'kernel.json'),
    JSON.stringify({ argv, display_name: 'Deno', language: 'typescript', env: { NO_COLOR: '1' } }),
  );
}

function read(file: string): Notebook {
  return JSON.parse(readFileSync(file, 'utf8')) as Notebook;
}

/** What the cells show. */
function shown({ cells: all }: Notebook): string[] {
  return all.flatMap(({ outputs }, i) =>
    (outputs ?? []).map(({ data }) => {
      const text = (type: string): string => [data?.[type] ?? ''].flat().join('');
      return `cell ${i}: ${text('text/plain').replace(/SVG of \d+ /, 'SVG of ')}${drawn(text('image/svg+xml'))}`;
    }),
  );
}

/** Of a drawing its size, its nodes and edges and its words: the last digit of a coordinate may be another elsewhere. */
function drawn(svg: string): string {
  if (svg === '') return '';
  const [, width, height] = /<svg[^>]* width="([^"]+)"[^>]* height="([^"]+)"/.exec(svg) ?? [];
  const parts = Array.from(
    svg.matchAll(/<(title|text)\b[^>]*>([^<]*)<|<(path|polygon|ellipse|rect|circle|image)\b/g),
    ([, kind, text, shape]) => (kind === undefined ? shape! : `${kind} ${text!}`),
  );
  return `\n${width ?? '?'} x ${height ?? '?'}\n${parts.join('\n')}`;
}

/** The first lines that differ, after the one that names the cell. */
function difference(now: string, carried: string): string {
  const [left, right] = [now.split('\n'), carried.split('\n')];
  const at = left.findIndex((line, i) => line !== right[i]);
  const [cell] = left[0]!.split(':');
  return at < 0
    ? `${cell!}: from line ${left.length + 1} on no longer shown: ${right[left.length]!}`
    : `${cell!}: line ${at + 1}: ${left[at]!}\n  instead of ${right[at] ?? 'nothing'}`;
}

async function execute(name: string): Promise<void> {
  const file = join(folder, name);
  const executed = join(scratch, name);
  const attempt = (): Promise<Outcome> => run(join(cache, 'bin', 'python'), [join(folder, 'execute.py'), file, executed]);
  let outcome = await attempt();
  // Jupyter chooses the kernel's ports before the kernel opens them: in between another process may take one.
  for (let again = 0; again < 3 && outcome.output.includes('Address already in use'); again++) outcome = await attempt();
  const { status, output, seconds } = outcome;
  if (status !== 0) {
    check(`${name} runs`, output.trimEnd());
    return;
  }
  check(`${name} runs (${seconds.toFixed(1)} s)`, '');
  if (write) copyFileSync(executed, file);
  const [ours, theirs] = [shown(read(file)), shown(read(executed))];
  const differing = theirs.flatMap((text, i) => (text === ours[i] ? [] : [difference(text, ours[i] ?? '')]));
  if (ours.length > theirs.length) differing.push(`${ours.length - theirs.length} outputs that are no longer shown`);
  const problem = theirs.length === 0 ? 'no cell shows anything' : differing.join('\n');
  check(`${name} carries its outputs`, problem === '' ? '' : `${problem}\nRun npm run notebooks -- --write.`);
}

/** The kernel strips types without looking at them, so the compiler reads each notebook as one module. */
async function checkTypes(): Promise<void> {
  rmSync(cells, { recursive: true, force: true });
  mkdirSync(cells, { recursive: true });
  for (const name of names) {
    const code = read(join(folder, name))
      .cells.filter(({ cell_type }) => cell_type === 'code')
      .map(({ source }) => `${source.join('')};\n`);
    writeFileSync(join(cells, name.replace('.ipynb', '.ts')), `${code.join('\n')}\nexport {};\n`);
  }
  const compilerOptions = {
    noUnusedLocals: false,
    isolatedDeclarations: false,
    declaration: false,
    typeRoots: [resolve('node_modules', '@types')],
  };
  writeFileSync(join(cells, 'tsconfig.json'), JSON.stringify({ extends: resolve('tsconfig.json'), compilerOptions, include: ['*.ts'] }));
  const { status, output } = await run(join('node_modules', '.bin', 'tsc'), ['--noEmit', '--project', cells]);
  check('types of the cells', status === 0 ? '' : output.trimEnd());
}

try {
  await setUpJupyter();
  // One after the other: kernels that start together are given the same ports now and then.
  const checked = checkTypes();
  for (const name of names) await execute(name);
  await checked;
  finish({ passed, failed });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
