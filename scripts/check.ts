/**
 * `npm run check`: types, lint, format, import rules, spelling and all tests.
 *
 * `--fast` runs few random cases per property, `--only-tests` nothing but the tests; further arguments are handed to vitest.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { finish, print, run, type Outcome, type Tally } from './suite.ts';

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
}

const fast = process.argv.includes('--fast');
const onlyTests = process.argv.includes('--only-tests');
const forVitest = process.argv.slice(2).filter((argument) => argument !== '--fast' && argument !== '--only-tests');
const scratch = mkdtempSync(join(tmpdir(), 'megagrad-check-'));
const report = join(scratch, 'tests.json');

const steps: readonly Step[] = [
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'lint', command: ['eslint', '.', '--max-warnings=0'] },
  { name: 'format', command: ['prettier', '--check', '--log-level=warn', '.'] },
  { name: 'imports', command: ['depcruise', '--config', '.dependency-cruiser.mjs', 'src', 'test', 'examples', 'bench', 'scripts'] },
  { name: 'spelling', command: ['cspell', '--no-progress', '--no-summary', '--unique', '.'] },
];

const tests: Step = {
  name: 'tests',
  command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...forVitest],
};

const environment: NodeJS.ProcessEnv = fast ? { MEGAGRAD_PROPERTY_RUNS: '5', ...process.env } : process.env;

async function runStep({ name, command: [program, ...args] }: Step, live = false): Promise<Outcome> {
  const outcome = await run(join('node_modules', '.bin', program), args, { env: environment, live });
  const failed = outcome.status !== 0;
  print(`${failed ? 'FAIL' : 'ok  '} ${name} (${outcome.seconds.toFixed(1)} s)`);
  if (failed) print(outcome.output.trimEnd());
  return outcome;
}

/** Runs the steps in order, as many at once as `lanes`. */
async function runSteps(queue: readonly Step[], lanes: number): Promise<Tally> {
  const waiting = [...queue];
  let failed = 0;
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      if ((await runStep(step)).status !== 0) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { passed: queue.length - failed, failed };
}

async function runTests(): Promise<Tally> {
  const { status } = await runStep(tests, true);
  const counted = readReport();
  if (!counted) return { passed: 0, failed: 1 };
  if (counted.numPendingTests > 0) print(`${counted.numPendingTests} tests were not run; each says why above.`);
  // A file that does not load or an unhandled rejection fails the run without failing a test.
  const failed = status !== 0 && counted.numFailedTests === 0 ? 1 : counted.numFailedTests;
  return { passed: counted.numPassedTests, failed };
}

function readReport(): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
  } catch {
    return undefined;
  }
}

try {
  const checked = await runSteps(onlyTests ? [] : steps, availableParallelism());
  const tested = await runTests();
  finish({ passed: checked.passed + tested.passed, failed: checked.failed + tested.failed });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
