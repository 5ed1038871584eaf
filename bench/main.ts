import { Argument, Command } from 'commander';
import { arch, cpus, release, totalmem } from 'node:os';
import packageJson from '../package.json' with { type: 'json' };
import { mlp } from './mlp.ts';
import type { Bench, Result } from './result.ts';
import { scalar } from './scalar.ts';

const benches: Readonly<Record<string, Bench>> = { mlp, scalar };

function describeMachine(): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return [
    `${cpus().length} x ${cpu?.model ?? arch()}, ${memory}, ${process.platform} ${release()}`,
    `node ${process.version}, megagrad ${packageJson.version}, tfjs ${packageJson.dependencies['@tensorflow/tfjs-core']}`,
  ].join('\n');
}

function describeResult(result: Result): string {
  const against = `${result.subject} against ${result.peer}`;
  return 'ms' in result
    ? `${result.bench}: ${against}: ${result.ms.toFixed(2)} ms, ${result.peerMs.toFixed(2)} ms, ratio ${result.ratio.toFixed(3)}`
    : `${result.bench}: ${against}: ${result.nodesPerSecond} nodes/s, ${result.peerNodesPerSecond} nodes/s, ratio ${result.ratio.toFixed(3)}`;
}

const program = new Command('bench')
  .description('Compares with peers, interleaved in one run, and prints the medians.')
  .addArgument(new Argument('<names...>', 'what to measure').choices(Object.keys(benches)))
  .option('--json', 'one JSON object a line')
  .parse();

process.stderr.write(`${describeMachine()}\n`);
for (const name of program.args) {
  for (const result of (await benches[name]?.()) ?? []) {
    process.stdout.write(`${program.opts<{ json?: true }>().json ? JSON.stringify(result) : describeResult(result)}\n`);
  }
}
