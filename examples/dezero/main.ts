/** Runs DeZero's sixty steps, or those that are named: `npm run dezero -- 24 33`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { steps as stage1 } from './stage1.ts';
import { steps as stage2 } from './stage2.ts';
import { steps as stage3 } from './stage3.ts';
import { steps as stage4 } from './stage4.ts';
import { steps as stage5 } from './stage5.ts';

const all = [...stage1, ...stage2, ...stage3, ...stage4, ...stage5];
const command = new Command('npm run dezero --')
  .description("Runs DeZero's sixty steps.")
  .argument('[numbers...]', 'steps to run; without any, all')
  .option('--out <folder>', 'where drawings go', 'out/dezero')
  .parse();
const { out } = command.opts<{ readonly out: string }>();
const unknown = command.args.filter((number) => !all.some((step) => String(step.number) === number));
if (unknown.length > 0) command.error(`There is no step ${unknown.join(', ')}. They go from 1 to ${all.length}.`);

for (const step of all) {
  const { number, title } = step;
  if (command.args.length > 0 && !command.args.includes(String(number))) continue;
  process.stdout.write(`\n${number} ${title}\n`);
  const save = async (name: string, svg: string): Promise<void> => {
    const path = join(out, `${String(number).padStart(2, '0')}-${name}`);
    await mkdir(out, { recursive: true });
    await writeFile(path, svg);
    process.stdout.write(`   drawn: ${path}\n`);
  };
  for (const [name, value] of Object.entries(await step.run({ save }))) process.stdout.write(`   ${name}: ${JSON.stringify(value)}\n`);
}
