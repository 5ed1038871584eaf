import type { DeviceName } from '../../backend/device.ts';
import { run, tail } from '../process.ts';
import { installCommand } from './check-device.ts';
import type { DeviceHealth } from './device-health.ts';

/** A device that hangs is given up after this, ms. */
const patience = 180_000;

/** How to start this command again: the program and its first arguments. */
export interface Self {
  readonly program: string;
  readonly args: readonly string[];
}

/** Checks one device in a process of its own, so that a crash there is a finding and not the end. */
export async function checkApart(name: DeviceName, self: Self, env: Readonly<Record<string, string>> = {}): Promise<DeviceHealth> {
  const ended = await run(self.program, [...self.args, 'doctor', '--only', name, '--json'], { env, timeoutMs: patience });
  const found = parse(ended.stdout);
  if (found !== undefined) return found;
  const reason = `its check ended ${ended.signal === null ? `with status ${ended.status}` : `by ${ended.signal}`}: ${tail(ended, 5)}`;
  return {
    name,
    present: false,
    version: null,
    hardware: null,
    gpu: false,
    reason,
    install: installCommand(name),
    selfTest: null,
    speed: null,
  };
}

function parse(stdout: string): DeviceHealth | undefined {
  try {
    return (JSON.parse(stdout) as { readonly devices: readonly DeviceHealth[] }).devices[0];
  } catch {
    return undefined;
  }
}

/** The findings as lines for people. */
export function describeHealth(devices: readonly DeviceHealth[]): string {
  return devices.map(describe).join('\n\n');
}

function describe({ name, present, version, hardware, gpu, reason, install, selfTest, speed }: DeviceHealth): string {
  const lines = [`${name.padEnd(12)}${present ? `${version} on ${hardware}${gpu ? ' (GPU)' : ''}` : 'absent'}`];
  const note = (label: string, text: string): number => lines.push(`${' '.repeat(12)}${label}: ${text}`);
  if (reason !== null) note(present ? 'fails' : 'why', reason.replace(`${name}: `, ''));
  if (install !== null) note('get it', install);
  if (selfTest !== null) note('self-test', `worst error ${selfTest.worstError.toExponential(1)}`);
  if (speed !== null) {
    const { matMul, convForward, convBackward, stepsPerSecond } = speed;
    note(
      'speed',
      `matMul ${matMul} GFLOP/s, convolution ${convForward} ms forward and ${convBackward} ms backward, ${stepsPerSecond} steps/s (784-50-10, batch 100)`,
    );
  }
  return lines.join('\n');
}
