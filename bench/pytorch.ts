import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { compare } from './compare.ts';
import { absentDevice, isInstalled } from './installed.ts';
import { lengths } from './networks.ts';
import type { Bench } from './result.ts';
import { inChild, inPython } from './subject.ts';
import { networkNames } from './subjects/networks.ts';

/** The version of PyTorch that a Python has, or undefined. */
async function torchOf(python: string): Promise<string | undefined> {
  try {
    return (await promisify(execFile)(python, ['-c', 'import torch; print(torch.__version__)'])).stdout.trim();
  } catch {
    return undefined;
  }
}

/**
 * Training steps of the book's networks on tensorflow against PyTorch eager on the CPU, with one thread and with two.
 * At most 2.5 times PyTorch's time for the two-layer network and 1.3 times for SimpleConvNet is the aim.
 */
export const pytorch: Bench = async function* () {
  const python = process.env['MEGAGRAD_TORCH_PYTHON'] ?? 'python3';
  const version = await torchOf(python);
  if (version === undefined) {
    const absent = `${python} has no PyTorch. Run python3 -m venv torch && torch/bin/pip install torch numpy, then set MEGAGRAD_TORCH_PYTHON=torch/bin/python.`;
    yield { bench: 'pytorch', subject: 'PyTorch', absent };
    return;
  }
  if (!isInstalled('tensorflow')) {
    yield absentDevice('pytorch', 'tensorflow');
    return;
  }
  for (const name of networkNames) {
    for (const threads of ['1', '2']) {
      const subject = await inChild('network-megagrad', [name, 'tensorflow'], {
        TF_NUM_INTRAOP_THREADS: threads,
        CUDA_VISIBLE_DEVICES: '-1',
      });
      const peer = await inPython(python, 'network-pytorch', [name, threads]);
      const { ms, peerMs } = await compare({ subject, peer, ...lengths[name] });
      const label = `${name}, ${threads} ${threads === '1' ? 'thread' : 'threads'}`;
      yield { bench: 'pytorch', subject: `tensorflow ${label}`, peer: `PyTorch ${version}`, ms, peerMs, ratio: ms / peerMs };
    }
  }
};
