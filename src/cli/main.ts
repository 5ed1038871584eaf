#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { MegagradError } from '../core/errors.ts';
import { addDoctor, addInstall, addUninstall } from './commands.ts';
import { addGraph } from './graph/add-graph.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
const self = { program: process.execPath, args: [...process.execArgv, fileURLToPath(import.meta.url)] };

const program = new Command('megagrad').description('micrograd, scaled up').version(version).showHelpAfterError();
addDoctor(program, self);
addInstall(program, self);
addUninstall(program);
addGraph(program);

try {
  await program.parseAsync();
} catch (error) {
  // What is expected to go wrong explains itself; of anything else the stack is the explanation.
  process.stderr.write(`${error instanceof MegagradError ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
