import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run, type Ended } from '../../../src/cli/process.ts';

const root = resolve(import.meta.dirname, '../../..');
const net = 'test/cli/graph/net.ts';
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'megagrad-graph-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function graph(...args: string[]): Promise<Ended> {
  return run(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'graph', ...args], { cwd: root });
}

async function drawn(name: string, ...args: string[]): Promise<string> {
  const out = join(folder, name);
  const { status, stdout, stderr } = await graph(net, ...args, '--out', out);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: `${out}\n`, stderr: '' });
  return readFileSync(out, 'latin1');
}

describe('graph', () => {
  test('a model, by the shape of its input', async () => {
    const dot = await drawn('net.dot', '--input', '2,4');
    expect(dot).toContain('label = "0: Linear"');
    expect(dot).toContain('label = "0.weight\\n[4,3]"');
    expect(await drawn('closed.mmd', '--input', '2,4', '--depth', '0')).toContain('0#58; Linear<br/>2 ops');
  });

  test('a function and a tensor', async () => {
    expect(await drawn('area.json', '--export', 'area', '--values')).toContain('"label":"height"');
    expect(await drawn('loss.svg', '--export', 'loss', '--theme', 'book')).toMatch(/<svg[^]*square/);
  });

  test('html and png', async () => {
    expect(await drawn('area.html', '--export', 'area')).toContain('<!doctype html>');
    expect(await drawn('area.png', '--export', 'area')).toMatch(/^\x89PNG/);
  });

  test('what is wrong is said on stderr, with status 1', async () => {
    const out = join(folder, 'never.dot');
    const failing = async (...args: string[]): Promise<string> => {
      const { status, stdout, stderr } = await graph(...args, '--out', out);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      return stderr;
    };
    expect(await failing('nowhere.ts')).toBe(
      'graph: no such file: nowhere.ts. Give the path of a file that exports what is to be drawn.\n',
    );
    expect(await failing(net, '--export', 'nett')).toBe(
      `graph: ${net} does not export 'nett': it exports answer, area, loss, model. Choose with --export <name>.\n`,
    );
    expect(await failing(net)).toContain("'model' of test/cli/graph/net.ts is a model and needs inputs. Add --input <shape>");
    expect(await failing(net, '--export', 'answer')).toContain('is no tensor, function or model: it is number.');
    expect(await failing(net, '--input', 'two')).toContain("an input is a shape such as 1,28,28,1 or int32:1,10: got 'two'.");
    expect(existsSync(out)).toBe(false);
  });
});
