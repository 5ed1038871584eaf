import { decode } from 'fast-png';
import fc from 'fast-check';
import { defineOp, kernel, neg, ones, tensor, where, type Op, type Tensor } from 'megagrad';
import { Linear, ReLU, Sequential } from 'megagrad/nn';
import {
  dotToSvg,
  draw,
  LayoutError,
  modelToDot,
  modelToHtml,
  modelToJson,
  modelToMermaid,
  toDot,
  trace,
  type DrawOptions,
  type GraphModel,
} from 'megagrad/viz';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallGoogLeNet } from '../../examples/book/ch08-deep-learning/models/goog-le-net.ts';
import { svgToPng } from '../../src/viz/svg-to-png.node.ts';
import { hostileLabel, labeled } from './hostile-labels.ts';

const leaf = (value: number, label: string): Tensor => tensor(value, { requiresGrad: true, label });
const product = (): Tensor => leaf(2, 'a').mul(leaf(3, 'b'));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'megagrad-draw-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('draw', () => {
  it('chooses the format by the ending and makes the folder', async () => {
    const starts: Readonly<Record<string, string>> = {
      svg: '<?xml',
      png: '\x89PNG',
      html: '<!doctype html>',
      dot: 'digraph',
      mmd: 'flowchart LR',
      json: '{\n  "nodes"',
    };
    for (const [ending, start] of Object.entries(starts)) {
      const file = join(folder, 'new', `graph.${ending}`);
      await draw(product, file);
      expect(readFileSync(file, 'latin1').slice(0, start.length)).toBe(start);
    }
  });

  it('refuses options and subjects that no drawing knows', async () => {
    const refused: [object, string][] = [
      [{ theme: 'neon' }, 'theme must be one of plain, book, dark: theme neon.'],
      [{ theme: 'constructor' }, 'theme must be one of plain, book, dark: theme constructor.'],
      [{ direction: 'RL' }, 'direction must be one of LR, TB: direction RL.'],
      [{ pass: 'backwards' }, 'pass must be one of forward, backward, both: pass backwards.'],
      [{ depth: -1 }, 'depth must be a whole number from 0: depth -1.'],
      [{ most: 1.5 }, 'most must be a whole number from 0: most 1.5.'],
      [{ timeLimit: NaN }, 'timeLimit must be a number of seconds up to 2000000: timeLimit NaN.'],
      [{ timeLimit: Infinity }, 'timeLimit must be a number of seconds up to 2000000: timeLimit Infinity.'],
    ];
    for (const [options, problem] of refused) {
      await expect(draw(product, 'graph.svg', options)).rejects.toThrow(`trace: ${problem}`);
      expect(() => modelToDot(trace(product), options)).toThrow(`toDot: ${problem}`);
      expect(() => modelToMermaid(trace(product), options)).toThrow(`modelToMermaid: ${problem}`);
      await expect(modelToHtml(trace(product), options)).rejects.toThrow(`modelToHtml: ${problem}`);
    }
    await expect(dotToSvg('digraph {}', 0)).rejects.toThrow('draw: timeLimit must be a number of seconds up to 2000000: timeLimit 0.');
    const subjects: [unknown, string][] = [
      [null, 'null'],
      [undefined, 'undefined'],
      [{}, 'object'],
      [[], 'an array of 0'],
      [[1], 'an array of 1'],
    ];
    for (const [subject, got] of subjects)
      expect(() => trace(subject as never)).toThrow(
        `trace: what is drawn must be a tensor, tensors, a function that gives them, or a model: got ${got}.`,
      );
  });

  it('draws ops whose names mean something to JavaScript', async () => {
    const identity = (name: string): Op<['constructor']> =>
      defineOp({
        name,
        inputs: ['constructor'],
        outShape: (inputs) => inputs.constructor.shape,
        forward: (inputs) => kernel('Neg', { x: inputs.constructor }),
        vjp: (saving) => ({ constructor: saving([], (g) => neg(g)) }),
      });
    for (const name of ['constructor', 'toString', '__proto__', 'mul']) {
      for (const theme of ['plain', 'book'] as const) {
        const model = trace(() => identity(name)(leaf(2, 'x')), { gradients: true });
        expect(modelToDot(model, { theme })).toContain(theme === 'book' && name === 'mul' ? '×' : name);
        expect(await modelToHtml(model, { theme })).toContain(name);
      }
    }
  });

  it('refuses other endings', async () => {
    await expect(draw(product, 'graph.constructor')).rejects.toThrow("draw: unknown ending: file 'graph.constructor'.");
    await expect(draw(product, 'graph.gif')).rejects.toThrow(
      "draw: unknown ending: file 'graph.gif'. Use .svg, .png, .html, .dot, .mmd, .json.",
    );
  });

  it('writes the text of a PNG without any font of the machine', async () => {
    const dark = (label: string): Promise<number> =>
      dotToSvg(`digraph{a[label="${label}",shape=plaintext,fontname=Helvetica]}`).then((svg) => {
        const { data, channels } = decode(svgToPng(svg, { loadSystemFonts: false }));
        let count = 0;
        for (let i = 0; i < data.length; i += channels) if (data[i]! < 128 && data[i + channels - 1]! > 128) count++;
        return count;
      });
    expect(await dark(' ')).toBe(0);
    for (const label of ['matMul', '× − ∂ … ∞', 'ЖΩé']) expect(await dark(label)).toBeGreaterThan(40);
  });

  it('fills a PNG to its edges', async () => {
    const { width, height, data, channels } = decode(svgToPng(await dotToSvg(toDot(product, { theme: 'dark' }))));
    const pixel = (x: number, y: number): number[] => Array.from(data.subarray((y * width + x) * channels, (y * width + x + 1) * channels));
    for (const [x, y] of [
      [0, 0],
      [width - 1, 0],
      [0, height - 1],
      [width - 1, height - 1],
    ] as const)
      // prettier-ignore
      expect(pixel(x, y)).toEqual([30, 30, 30, 255]);
  });
});

describe('dot', () => {
  const edgesOf = (dot: string, id: string): string => dot.split(/(?=^ *")/m).find((statement) => statement.includes(`"${id}"`)) ?? '';

  it('nests numbers as the axes are, and sums many up', () => {
    const dot = toDot(() => tensor([[1, -2.123456], [1 / 3, 4e-9]], { requiresGrad: true }).mul(ones([5, 2, 2])), { most: 4 }); // prettier-ignore
    expect(dot).toContain('[[1, -2.1235], [0.33333, 4e-9]]');
    expect(dot).toContain('all 1');
    expect(dot).toContain('-2.12 … 1, mean -0.198');
  });

  it('of the book has a derivative only where one came back', () => {
    const dot = toDot(
      () => {
        const x = leaf(3, 'x');
        return where(x.greater(0), x.mul(5), x);
      },
      { theme: 'book', gradients: true },
    );
    const shown = Array.from(
      dot.matchAll(/width="\d+">([^<]*)<\/td><\/tr><hr\/><tr><td><font color="[^"]+">([^<]*)</g),
      ([, value, below]) => [value, below],
    );
    // Of x (no derivative over greater, 5 over mul), the product, and the result. The other branch gets 0.
    expect(shown).toEqual([['3', '5'], ['15', '1'], ['3', '0'], ['15', '1']]); // prettier-ignore
    expect(edgesOf(dot, 'e0')).toContain('plain');
  });

  it('of the book puts derivatives beside edges that go down', () => {
    const dot = toDot(() => leaf(2, 'a').mul(leaf(3, 'b')), { theme: 'book', gradients: true, direction: 'TB' });
    expect(dot).toContain('align="right">2</td><vr/>');
    expect(dot).toContain('headport = "n"');
  });

  it('of the book writes numbers without a name where the edge begins, and shapes where values are not known', () => {
    const dot = toDot(() => tensor([1, 2], { requiresGrad: true, label: 'x' }).mul(7), { theme: 'book', values: false });
    expect(dot).toContain('label = "7"');
    expect(dot).toContain('label = "[2]\\n "');
  });

  it('explains the looks that occur, and no others', () => {
    const legend = (options: DrawOptions): string[] => {
      const dot = toDot(() => new Linear(2, 2).forward(ones([1, 2])).mul(3), { ...options, legend: true });
      return Array.from(dot.slice(dot.indexOf('cluster_legend')).matchAll(/label = "([^"]*)"/g), ([, label]) => label!).slice(1);
    };
    expect(legend({})).toEqual(['input', 'parameter', 'op', 'constant']);
    expect(legend({ pass: 'both' })).toEqual(['input', 'parameter', 'op', 'constant', 'gradient', 'op of backward']);
  });

  it('tells parameters that are learned from frozen ones', () => {
    const layer = new Linear(2, 2);
    layer.weight.setRequiresGrad(false);
    const dot = toDot(() => layer.forward(ones([1, 2])), { legend: true });
    expect(dot.match(/style = "filled,dashed"/g)).toHaveLength(2);
    expect(dot).toContain('parameter, frozen');
  });
});

describe('layout', () => {
  it("hands on Graphviz's own words", async () => {
    const error = await dotToSvg('digraph { a -> ').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LayoutError);
    expect((error as Error).message).toMatch(/^draw: Graphviz refused the graph: syntax error in line 1/);
  });

  it('ends when its time is over, and the next one works', async () => {
    const edges = Array.from({ length: 4000 }, (_, i) => `n${(i * 7919) % 1500} -> n${(i * 104729) % 1500};`).join('\n');
    const error = await dotToSvg(`digraph { ${edges} }`, 0.5).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LayoutError);
    expect((error as Error).message).toMatch(/^draw: the layout took longer than 0\.5 s: \d+ characters of DOT\. Draw less \(depth: 1/);
    expect(await dotToSvg('digraph { a -> b }')).toContain('<svg');
  });

  it('lays out large graphs whose modules branch', async () => {
    const model = smallGoogLeNet();
    const dot = toDot(() => model.forward(ones([1, 28, 28, 1])), { values: false, dtypes: true, savedBytes: true });
    // Beyond this length the cheap settings are used.
    expect(dot.length).toBeGreaterThan(40_000);
    expect(await dotToSvg(dot)).toContain('</svg>');
  });

  it('survives a crash of Graphviz', async () => {
    // Empty lines of a label crash Graphviz 16.1.
    const error = await dotToSvg(`digraph { a [label="${'\\n'.repeat(999)}x"] }`).catch((reason: unknown) => reason);
    expect((error as Error).message).toMatch(/^draw: Graphviz crashed: .*\. Draw less \(depth: 1/s);
    expect(await dotToSvg('digraph { a -> b }')).toContain('<svg');
  });
});

describe('text formats', () => {
  it('JSON holds numbers that JSON has not', () => {
    const { nodes } = JSON.parse(modelToJson(trace(() => leaf(0, 'x').log()))) as GraphModel;
    expect(nodes[1]).toMatchObject({ op: 'log', value: { all: ['-Infinity'], finite: false } });
  });

  it('Mermaid gets no character that means something to it', () => {
    fc.assert(
      fc.property(fc.array(hostileLabel, { minLength: 1, maxLength: 4 }), (labels) => {
        const lines = modelToMermaid(labeled(labels)).split('\n');
        const node = /^ {2,4}n\d+\(\["(?:[\p{L}\p{N} .,()=+…−×∂∞[\]/-]|#\d+;|<br\/>)*"\]\):::input$/u;
        const other =
          /^flowchart LR$|^ {2}subgraph m0_\["(?:[\p{L}\p{N} .,()=+…−×∂∞[\]/-]|#\d+;|<br\/>)*"\]$|^ {2}end$|^ {2}n0 --> n\d+$|^ {2}classDef |^$/u;
        expect(lines.filter((line) => !node.test(line) && !other.test(line))).toEqual([]);
        expect(lines.filter((line) => node.test(line))).toHaveLength(labels.length);
      }),
    );
  });
});

describe('trace', () => {
  it('draws the backward pass: one op for each that gradient rules ran, and the sum where gradients meet', () => {
    const x = leaf(3, 'x');
    const { nodes, edges } = trace(() => x.mul(x), { pass: 'backward' });
    const backward = nodes.filter(({ pass }) => pass === 'backward');
    expect(backward.map(({ role, op, label }) => op || `${role} ${label}`)).toEqual(['gradient seed', 'mul', 'mul', 'add', 'gradient ∂ x']);
    expect(backward.at(-1)!.value!.all).toEqual([6]);
    expect(edges.filter(({ to }) => nodes.find(({ id }) => id === to)!.op === 'add')).toHaveLength(2);
  });

  it('draws forward and backward of a tensor that is there already, and leaves its graph usable', () => {
    const x = leaf(3, 'x');
    const y = x.mul(x);
    const { nodes } = trace(y, { pass: 'both' });
    expect(nodes.filter(({ role }) => role === 'op').map(({ op, pass }) => `${pass} ${op}`)).toEqual([
      'forward mul',
      'backward mul',
      'backward mul',
      'backward add',
    ]);
    expect(x.grad).toBe(null);
    y.backward();
    expect(x.grad!.item()).toBe(6);
  });

  it('shows the numbers that a backward inside the function computed', () => {
    const x = leaf(3, 'x');
    const model = trace(() => {
      const y = x.mul(2);
      y.backward();
      return y;
    });
    expect(model.nodes.find(({ label }) => label === 'x')!.gradient!.all).toEqual([2]);
  });

  it('names modules and parameters of a model, and closes them', () => {
    const net = new Sequential(new Linear(4, 3), new ReLU(), new Linear(3, 2));
    const options = { inputs: [ones([1, 4])] };
    expect(trace(net, options).nodes.flatMap(({ role, label }) => (role === 'parameter' ? [label] : []))).toEqual([
      '0.weight',
      '0.bias',
      '2.weight',
      '2.bias',
    ]);
    const closed = trace(net, { ...options, depth: 0 });
    expect(closed.nodes.map(({ role, label, ops }) => `${role} ${label} ${ops}`)).toEqual([
      'input  undefined',
      'module 0: Linear 2',
      'module 1: ReLU 1',
      'module 2: Linear 2',
    ]);
    expect(closed.edges.map(({ from, to }) => `${from} ${to}`)).toEqual(['n0 m0', 'm0 m1', 'm1 m2']);
  });

  it('folds a block that repeats, and says how often', () => {
    const net = new Sequential(...Array.from({ length: 6 }, () => new Sequential(new Linear(3, 3), new ReLU())));
    const { nodes, groups, edges } = trace(net, { inputs: [ones([1, 3])], fold: true });
    expect(nodes.filter(({ role }) => role === 'op').map(({ op, repeats }) => `${op} ${repeats}`)).toEqual(['matMul 6', 'add 6', 'relu 6']);
    expect(nodes.filter(({ role }) => role === 'parameter')).toHaveLength(2);
    expect(groups.map(({ label }) => label)).toContain('× 6');
    expect(edges.filter(({ carried }) => carried === true)).toHaveLength(1);
    expect(nodes.some(({ isOutput, op }) => isOutput && op === 'relu')).toBe(true);
  });

  it('names the classes of modules, also where a function calls them', () => {
    const net = new Sequential(new Linear(3, 3), new ReLU());
    const { groups } = trace(() => net.forward(ones([1, 3])), { pass: 'both' });
    expect(groups.map(({ label }) => label)).toEqual(['0: Linear', '1: ReLU', '1: ReLU (backward)', '0: Linear (backward)']);
  });

  it('tells calls of one module apart', () => {
    const shared = new Linear(3, 3);
    const twice = new Sequential(shared, shared);
    expect(trace(twice, { inputs: [ones([1, 3])] }).groups.map(({ label }) => label)).toEqual(['0: Linear', '0 #2: Linear']);
  });

  it('measures and locates ops on request', () => {
    const { nodes } = trace(product, { times: true, sources: true });
    const mul = nodes.find(({ op }) => op === 'mul')!;
    expect(mul.milliseconds).toBeGreaterThanOrEqual(0);
    expect(mul.source).toMatch(/test\/viz\/draw\.test\.ts:\d+:\d+$/);
  });

  it('says the same twice', () => {
    expect(toDot(product)).toBe(toDot(product));
  });

  it('goes through 100,000 nodes without recursion', () => {
    let x = leaf(1, 'x');
    for (let i = 0; i < 100_000; i++) x = x.neg();
    expect(trace(x).nodes).toHaveLength(100_001);
  });

  it('refuses what gives no tensor', () => {
    expect(() => trace((() => 3) as never)).toThrow('trace: what is drawn must give tensors: got number. Return the tensors to draw.');
    expect(() => trace((async () => leaf(1, 'x')) as never)).toThrow('trace: what is drawn must give tensors: got a promise.');
  });
});
