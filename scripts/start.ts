/** `npm run test:start`: runs `npm start -- --json` with the arguments given and checks what it says it did. */
import { existsSync, statSync } from 'node:fs';
import { finish, print, run } from './suite.ts';

interface StartReport {
  readonly device: string;
  readonly steps: number;
  readonly testAccuracy: number;
  readonly seconds: number;
  readonly gradientError: number;
  readonly files: readonly string[];
}

const forStart = process.argv.slice(2);
const steps = forStart.includes('--steps') ? Number(forStart[forStart.indexOf('--steps') + 1]) : 10_000;

/** The book's network reaches 96.9 % after 10,000 steps; after 200 it has learned most digits. */
const leastAccuracy = steps >= 10_000 ? 0.965 : 0.8;

let passed = 0;
let failed = 0;

function check(name: string, ok: boolean, detail: string): void {
  print(`${ok ? 'ok  ' : 'FAIL'} ${name}: ${detail}`);
  if (ok) passed += 1;
  else failed += 1;
}

const { status, output, seconds } = await run('npm', ['start', '--silent', '--', '--json', ...forStart]);
check('exit status', status === 0, String(status));
if (status === 0) {
  const report = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as StartReport;
  check('steps', report.steps === steps, String(report.steps));
  check('test accuracy', report.testAccuracy >= leastAccuracy, `${report.testAccuracy} on ${report.device}`);
  check('gradient check', report.gradientError < 1e-6, String(report.gradientError));
  check('seconds', report.seconds > 0 && report.seconds <= seconds, `${report.seconds} of ${seconds.toFixed(1)} s`);
  check('files', report.files.length > 0, report.files.join(', '));
  for (const file of report.files) check('written', existsSync(file) && statSync(file).size > 0, file);
} else {
  print(output);
}
finish({ passed, failed });
