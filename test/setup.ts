import { format } from 'node:util';
import { afterAll, afterEach } from 'vitest';

const methods = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;
let printed: string[] = [];

// What a test prints is either a finding that nobody asserts or noise that hides one.
// What a run must say (an absent device) goes to process.stderr.
for (const method of methods) {
  console[method] = (...values: unknown[]) => {
    printed.push(`console.${method}: ${format(...values)}`);
  };
}

function failOnOutput(): void {
  const lines = printed;
  printed = [];
  if (lines.length > 0) throw new Error(`console.* was called:\n${lines.join('\n')}`);
}

afterEach(failOnOutput);
afterAll(failOnOutput);
