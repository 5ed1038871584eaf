import fc from 'fast-check';
import type { GraphModel, VizNode } from 'megagrad/viz';

/** What has broken drawings elsewhere: markup, escapes of Graphviz, ends of strings and of scripts. */
const fragments = [
  '<b>x</b>',
  '</script><script>globalThis.hacked=1</script>',
  '<img src=x onerror="globalThis.hacked=1">',
  '<!--',
  ']]>',
  '\\N',
  '\\l',
  '\\G\\E\\T',
  '\\',
  '\\"',
  '"',
  '""',
  "'",
  '`',
  '${1}',
  '&lt;',
  '&amp;amp;',
  '&#0;',
  '&nbsp',
  '&',
  '\n',
  '\r\n',
  '\r',
  '\u2028',
  '\u0000',
  '\u0001',
  '\u001b[31m',
  '\t',
  '\ud800',
  '\udfff',
  '\ufffe',
  '\uffff',
  '\u202e',
  '{a|b}',
  '[x]; n1 -> n2;',
  '];}',
  '#;',
  '//',
  '/*',
  'subgraph',
  '%%{init}%%',
  'end',
  '漢字',
  '🧮',
  'é',
  ' ',
  '  ',
  '\u00a0',
];

const anyUnit = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...fragments) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) },
  { weight: 1, arbitrary: fc.integer({ min: 0x10000, max: 0x10ffff }).map((point) => String.fromCodePoint(point)) },
  { weight: 2, arbitrary: fc.string({ maxLength: 8 }) },
);

/** Labels that try to be something else, now and then one of 10,000 characters. */
export const hostileLabel: fc.Arbitrary<string> = fc.oneof(
  { weight: 40, arbitrary: fc.array(anyUnit, { maxLength: 8 }).map((units) => units.join('')) },
  { weight: 1, arbitrary: anyUnit.map((unit) => `${unit}x`.repeat(10_000).slice(0, 10_000)) },
);

/** A graph with one node for each label. */
export function labeled(labels: readonly string[]): GraphModel {
  const nodes = labels.map((label, i): VizNode => ({
    id: `n${i}`,
    role: 'input',
    pass: 'forward',
    op: '',
    attrs: {},
    label,
    modulePath: label,
    group: i === 0 ? 'm0' : '',
    shape: null,
    dtype: 'float64',
    requiresGrad: true,
    isOutput: false,
    source: label,
  }));
  return {
    nodes,
    edges: nodes.slice(1).map(({ id }) => ({ from: 'n0', to: id, operand: labels[0]! })),
    groups: [{ id: 'm0', pass: 'forward', path: labels[0]!, label: labels[0]!, parent: '' }],
  };
}

/** What a reader should see of a label, line by line: what no document can hold is U+FFFD, spaces are as good as one. */
export function legible(label: string): string[] {
  const held = label
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd');
  return linesOf(held);
}

/** Lines that show something. */
export function linesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const shown = line.replace(/\s+/g, ' ').trim();
    return shown === '' ? [] : [shown];
  });
}
