// Part of `npm install` in a checkout: npm links the commands of dependencies, not those of the package itself.
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { platform } from 'node:process';

if (platform !== 'win32') {
  mkdirSync('node_modules/.bin', { recursive: true });
  rmSync('node_modules/.bin/megagrad', { force: true });
  symlinkSync('../../dist/cli/main.js', 'node_modules/.bin/megagrad');
  chmodSync('dist/cli/main.js', 0o755);
}
