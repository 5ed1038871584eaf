import { createInterface } from 'node:readline/promises';
import { Option, type Command } from 'commander';
import { device as devices } from '../backend/devices.ts';
import type { DeviceName } from '../backend/device.ts';
import { CommandError } from './command-error.ts';
import { checkDevice } from './doctor/check-device.ts';
import { checkApart, describeHealth, type Self } from './doctor/doctor.ts';
import type { DeviceHealth } from './doctor/device-health.ts';
import { bytesText, silentReporter, terminalReporter } from './reporter.ts';
import { defaultVersion, installTensorflow, uninstallTensorflow } from './tensorflow/install-tensorflow.ts';

/** Writes a command's result. */
function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

interface DoctorOptions {
  readonly json: boolean;
  readonly only?: DeviceName;
}

/** `megagrad doctor` */
export function addDoctor(program: Command, self: Self): void {
  program
    .command('doctor')
    .description('Tell which devices work here, why the others do not and how to get them; test and time each.')
    .option('--json', 'print the findings as JSON', false)
    .addOption(
      new Option('--only <device>', 'check one device, in this process').choices(devices.list().map(({ name }) => name)).hideHelp(),
    )
    .action(async ({ json, only }: DoctorOptions) => {
      const found: DeviceHealth[] = [];
      if (only !== undefined) found.push(await checkDevice(only));
      else for (const { name } of devices.list()) found.push(await checkApart(name, self));
      print(json ? JSON.stringify({ devices: found }, null, 2) : describeHealth(found));
      if (found.some(({ present, reason }) => present && reason !== null)) process.exitCode = 1;
    });
}

interface InstallFlags {
  readonly cuda: boolean;
  readonly version: string;
  readonly python?: string;
  readonly yes: boolean;
  readonly json: boolean;
}

/** `megagrad install tensorflow` */
export function addInstall(program: Command, self: Self): void {
  program
    .command('install')
    .description('Install a device that npm does not bring.')
    .command('tensorflow')
    .description("TensorFlow from PyPI's wheel, and tfjs-node's addon built against it.")
    .option('--cuda', 'with CUDA, for NVIDIA GPUs', false)
    .option('--version <version>', "version of TensorFlow, or 'latest'", defaultVersion)
    .option('--python <path>', 'the Python to use')
    .option('--yes', 'do not ask', false)
    .option('--json', 'print the result as JSON, and nothing else', false)
    .action(async ({ cuda, version, python, yes, json }: InstallFlags) => {
      const reporter = json ? silentReporter : terminalReporter;
      const interrupted = new AbortController();
      const interrupt = (): void => {
        interrupted.abort();
      };
      // Not once: a terminal and what runs the command may both send the signal.
      process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
      const installed = await installTensorflow(
        { cuda, version, python },
        {
          reporter,
          confirm: (question) => confirm(question, yes, reporter.say),
          prove: (folder) => checkApart('tensorflow', self, { MEGAGRAD_TENSORFLOW_BUILD: folder }),
          abort: interrupted.signal,
        },
      ).catch((error: unknown) => {
        if (interrupted.signal.aborted)
          throw new CommandError('install tensorflow: interrupted; nothing was changed. Run the same command again.', { cause: error });
        throw error;
      });
      if (installed === undefined) throw new CommandError('install tensorflow: not installed, as you said.');
      const { tensorflow, health, folder, bytes } = installed;
      if (json) print(JSON.stringify(installed, null, 2));
      else {
        print(`TensorFlow ${tensorflow} is installed (${bytesText(bytes)} in ${folder}); it runs on ${health.hardware}.`);
        print(`self-test: worst error ${health.selfTest!.worstError.toExponential(1)}. Use it with: await device.use('tensorflow')`);
        if (cuda && !health.gpu)
          print('It has CUDA, but found no GPU: nvidia-smi must list one, with a driver of version 525 or later (CUDA 12).');
      }
    });
}

async function confirm(plan: string, yes: boolean, say: (line: string) => void): Promise<boolean> {
  say(plan);
  if (yes) return true;
  if (!process.stdin.isTTY) throw new CommandError('install tensorflow: nobody can be asked, because this is no terminal. Add --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('Install? [Y/n] ');
  terminal.close();
  return /^(y|yes|)$/i.test(answer.trim());
}

/** `megagrad uninstall tensorflow` */
export function addUninstall(program: Command): void {
  program
    .command('uninstall')
    .description('Remove what install installed.')
    .command('tensorflow')
    .description('Remove TensorFlow and its addon from the cache.')
    .option('--json', 'print the result as JSON', false)
    .action(({ json }: { readonly json: boolean }) => {
      const freed = uninstallTensorflow();
      print(
        json
          ? JSON.stringify({ freed })
          : freed === 0
            ? 'TensorFlow is not installed.'
            : `TensorFlow is removed: ${bytesText(freed)} freed.`,
      );
    });
}
