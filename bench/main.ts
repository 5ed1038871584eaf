import { Argument, Command } from 'commander';
import { arch, cpus, release, totalmem } from 'node:os';
import packageJson from '../package.json' with { type: 'json' };
import { convnet } from './convnet.ts';
import { dispatch } from './dispatch.ts';
import { epoch } from './epoch.ts';
import { fit } from './fit.ts';
import { mlp } from './mlp.ts';
import { pytorch } from './pytorch.ts';
import type { Bench, Result } from './result.ts';
import { scalar } from './scalar.ts';
import { viz } from './viz.ts';

const benches: Readonly<Record<string, Bench>> = { convnet, dispatch, epoch, fit, mlp, pytorch, scalar, viz };

function describeMachine(): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return [
    `${cpus().length} x ${cpu?.model ?? arch()}, ${memory}, ${process.platform} ${release()}`,
    `node ${process.version}, megagrad ${packageJson.version}, tfjs ${packageJson.dependencies['@tensorflow/tfjs-core']}`,
  ].join('\n');
}

/** Times from a microsecond up, three digits. */
function milliseconds(ms: number): string {
  return ms < 0.1 ? `${(1000 * ms).toPrecision(3)} us` : `${ms.toPrecision(3)} ms`;
}

function describeFigures(result: Result): string {
  if ('absent' in result) return `not measured: ${result.absent}`;
  if ('value' in result) {
    const aim =
      result.limit === undefined
        ? result.atLeast === undefined
          ? ''
          : ` (aim: at least ${result.atLeast})`
        : ` (aim: at most ${result.limit})`;
    return `${result.value.toPrecision(3)} ${result.unit}${aim}`;
  }
  if ('testAccuracy' in result) return `test accuracy ${result.testAccuracy.toFixed(4)} in ${result.seconds.toFixed(0)} s`;
  if ('nodesPerSecond' in result) {
    return `${result.nodesPerSecond} nodes/s, ${result.peer} ${result.peerNodesPerSecond} nodes/s, ratio ${result.ratio.toFixed(3)}`;
  }
  const alone = milliseconds(result.ms);
  return 'peer' in result ? `${alone}, ${result.peer} ${milliseconds(result.peerMs)}, ratio ${result.ratio.toFixed(3)}` : alone;
}

function describeResult(result: Result): string {
  return `${result.bench}: ${result.subject}: ${describeFigures(result)}`;
}

const program = new Command('bench')
  .description('Compares with peers, interleaved in one run, and prints the medians.')
  .addArgument(new Argument('<names...>', 'what to measure').choices(Object.keys(benches)))
  .option('--json', 'one JSON object a line')
  .parse();

process.stderr.write(`${describeMachine()}\n`);
for (const name of program.args) {
  for await (const result of benches[name]!()) {
    process.stdout.write(`${program.opts<{ json?: true }>().json ? JSON.stringify(result) : describeResult(result)}\n`);
  }
}
