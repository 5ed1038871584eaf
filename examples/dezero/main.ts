/** Runs DeZero's sixty steps, or those that are named: `npm run dezero -- 24 33`. */
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
  .parse();
const unknown = command.args.filter((number) => !all.some((step) => String(step.number) === number));
if (unknown.length > 0) command.error(`There is no step ${unknown.join(', ')}. They go from 1 to ${all.length}.`);

for (const step of all) {
  const { number, title } = step;
  if (command.args.length > 0 && !command.args.includes(String(number))) continue;
  process.stdout.write(`\n${number} ${title}\n`);
  for (const [name, value] of Object.entries(await step.run())) process.stdout.write(`   ${name}: ${JSON.stringify(value)}\n`);
}
