/** `npm run test:package`: packs what npm would publish and uses it as a stranger would, in an empty folder. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { finish, print, run, type Outcome } from './suite.ts';

interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
}

const root = resolve(import.meta.dirname, '..');
const tool = (name: string): string => join(root, 'node_modules', '.bin', name);

/** micrograd's README example: https://github.com/karpathy/micrograd */
const consumer = `
import { tensor, type Tensor } from 'megagrad';

const a = tensor(-4, { requiresGrad: true, label: 'a' });
const b = tensor(2, { requiresGrad: true, label: 'b' });
let c = a.add(b);
let d = a.mul(b).add(b.pow(3));
c = c.add(c.add(1));
c = c.add(c.add(1)).add(a.neg());
d = d.add(d.mul(2)).add(b.add(a).relu());
d = d.add(d.mul(3)).add(b.sub(a).relu());
const e = c.sub(d);
const f = e.pow(2);
let g: Tensor = f.div(2);
g = g.add(tensor(10).div(f));
g.backward();
process.stdout.write([g.item(), a.grad?.item(), b.grad?.item()].map((value) => Number(value).toFixed(4)).join(' '));
`;
const consumerPrints = '24.7041 138.8338 645.5773';

const compilerOptions = {
  target: 'ES2023',
  lib: ['ES2023', 'ESNext.Disposable', 'DOM', 'DOM.Iterable'],
  module: 'NodeNext',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  outDir: 'out',
};

let passed = 0;
let failed = 0;

async function step(
  name: string,
  outcome: Promise<Outcome>,
  accept: (outcome: Outcome) => boolean = ({ status }) => status === 0,
): Promise<void> {
  const ended = await outcome;
  const ok = accept(ended);
  print(`${ok ? 'ok  ' : 'FAIL'} ${name} (${ended.seconds.toFixed(1)} s)`);
  if (ok) passed += 1;
  else {
    failed += 1;
    print(ended.output.trimEnd());
  }
}

async function pack(folder: string): Promise<string> {
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root });
  const name = packed.output.trim().split('\n').at(-1) ?? '';
  if (packed.status !== 0 || !name.endsWith('.tgz')) throw new Error(`npm pack failed:\n${packed.output}`);
  return join(folder, name);
}

function writeConsumer(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  writeFileSync(join(folder, 'main.ts'), consumer);
}

const scratch = mkdtempSync(join(tmpdir(), 'megagrad-package-'));
try {
  const tarball = await pack(scratch);
  await step('publint', run(tool('publint'), [tarball, '--strict']));
  await step('are the types wrong', run(tool('attw'), [tarball, '--profile', 'esm-only']));

  const folder = join(scratch, 'consumer');
  writeConsumer(folder);
  const inFolder = { cwd: folder };
  await step('install', run('npm', ['install', '--no-audit', '--no-fund', tarball, '@types/node@20'], inFolder));

  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  for (const path of Object.keys(exports).filter((name) => name !== './package.json')) {
    const specifier = `megagrad${path.slice(1)}`;
    const script = `const all = await import('${specifier}'); if (Object.keys(all).length === 0) throw new Error('exports nothing');`;
    await step(`import ${specifier}`, run('node', ['--input-type=module', '--eval', script], inFolder));
  }
  await step('types', run(tool('tsc'), ['-p', '.'], inFolder));
  // The WebGPU types that tfjs-core brings conflict with those of TypeScript's own DOM; ours are checked beside them.
  await step(
    'declarations',
    run(tool('tsc'), ['-p', '.', '--skipLibCheck', 'false'], inFolder),
    ({ output }) => !output.includes('megagrad/'),
  );
  await step('first example', run('node', ['out/main.js'], inFolder), ({ output }) => output === consumerPrints);
  await step('megagrad --help', run(join('node_modules', '.bin', 'megagrad'), ['--help'], inFolder));
  await step('megagrad nonsense', run(join('node_modules', '.bin', 'megagrad'), ['nonsense'], inFolder), ({ status, output }) => {
    return status === 1 && output.includes('nonsense');
  });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
finish({ passed, failed });
