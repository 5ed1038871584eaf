import { interleave } from './compare.ts';
import { absentDevice, isInstalled, measured } from './installed.ts';
import { lengths } from './networks.ts';
import type { Bench } from './result.ts';
import { inChild } from './subject.ts';
import { networkNames } from './subjects/networks.ts';

/** Training steps of the book's networks on each device, in turns. */
export const convnet: Bench = async function* () {
  for (const name of measured) if (!isInstalled(name)) yield absentDevice('convnet', name);
  const names = measured.filter(isInstalled);
  for (const name of networkNames) {
    const subjects = await Promise.all(names.map((on) => inChild('network-megagrad', [name, on])));
    const times = await interleave(subjects, lengths[name]);
    for (const [index, ms] of times.entries()) yield { bench: 'convnet', subject: `${names[index]!} ${name}`, ms };
  }
};
