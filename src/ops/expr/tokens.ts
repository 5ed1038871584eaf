import { ExprError } from './expr-error.ts';

/** What a formula is made of. `end` closes it, so that the parser never runs out of tokens. */
export type Token = { readonly at: number; readonly text: string } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'hole'; readonly index: number }
  | { readonly kind: 'name' | 'sign' | 'end' }
);

const space = /\s+/y;
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const name = /[\p{L}_][\p{L}\p{N}_]*/uy;
const string = /'([^'\n]*)'|"([^"\n]*)"/y;
const sign = /\*\*|[-+*/@()[\],.=]/y;

/** The tokens of a template's parts, with a hole between each two. */
export function tokensOf(parts: readonly string[]): { readonly source: string; readonly tokens: readonly Token[] } {
  const source = parts.map((part, i) => (i === 0 ? part : `\${${i - 1}}${part}`)).join('');
  const tokens: Token[] = [];
  let at = 0;
  for (const [i, part] of parts.entries()) {
    if (i > 0) {
      const text = `\${${i - 1}}`;
      tokens.push({ kind: 'hole', index: i - 1, at, text });
      at += text.length;
    }
    const end = at + part.length;
    while (at < end) {
      const token = nextToken(source, at, end);
      if (token.kind !== 'end') tokens.push(token);
      at += token.text.length;
    }
  }
  tokens.push({ kind: 'end', at, text: '' });
  return { source, tokens };
}

/** The token at a place; white space comes as `end` with its text. */
function nextToken(source: string, at: number, end: number): Token {
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    return found !== null && at + found[0].length <= end ? found : null;
  };
  let found: RegExpExecArray | null;
  if ((found = match(space)) !== null) return { kind: 'end', at, text: found[0] };
  if ((found = match(number)) !== null) return { kind: 'number', value: Number(found[0]), at, text: found[0] };
  if ((found = match(name)) !== null) return { kind: 'name', at, text: found[0] };
  if ((found = match(string)) !== null) return { kind: 'string', value: found[1] ?? found[2] ?? '', at, text: found[0] };
  if ((found = match(sign)) !== null) return { kind: 'sign', at, text: found[0] };
  const character = String.fromCodePoint(source.codePointAt(at)!);
  const advice =
    character === "'" || character === '"'
      ? 'a string ends on its line, at the quote it began with'
      : character === '^'
        ? 'powers are written **'
        : `write numbers, \${tensor}, calls, and + - * / ** @`;
  throw new ExprError(`unexpected '${character}': position ${at}. Here ${advice}.`, source, at);
}
