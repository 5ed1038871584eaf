import { ExprError } from './expr-error.ts';
import type { BinarySign, Program, Step } from './program.ts';
import { signatureNamed, similarName, type Signature } from './signatures.ts';
import { tokensOf, type Token } from './tokens.ts';

/** Deeper brackets than this would exhaust the call stack of some browsers. */
const deepest = 200;

const words: ReadonlyMap<string, number | boolean> = new Map<string, number | boolean>([
  ['true', true],
  ['false', false],
  ['Infinity', Infinity],
  ['pi', Math.PI],
]);

/**
 * Reads a formula whose parts have a hole between each two.
 *
 * From weak to strong: `+ -`, `* / @`, unary minus, `**` (from the right: `-x ** 2` is `-(x ** 2)`), calls.
 *
 * @param variables names that stand for values, besides the functions.
 * @throws {ExprError} that points at the character.
 * @internal
 */
export function parse(parts: readonly string[], variables: ReadonlySet<string> = new Set()): Program {
  const { source, tokens } = tokensOf(parts);
  return new Parser(source, tokens, variables).program();
}

class Parser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  readonly #variables: ReadonlySet<string>;
  readonly #steps: Step[] = [];
  #next = 0;
  #depth = 0;

  constructor(source: string, tokens: readonly Token[], variables: ReadonlySet<string>) {
    this.#source = source;
    this.#tokens = tokens;
    this.#variables = variables;
  }

  program(): Program {
    this.#sum();
    const rest = this.#peek();
    if (rest.kind !== 'end') throw this.#fail(rest, `expected an operator, got ${said(rest)}`, 'Products are written with *.');
    return { source: this.#source, steps: this.#steps };
  }

  #sum(): void {
    this.#enter();
    this.#product();
    for (let sign = this.#take('+', '-'); sign !== null; sign = this.#take('+', '-')) {
      this.#product();
      this.#binary(sign);
    }
    this.#depth--;
  }

  #product(): void {
    this.#signed();
    for (let sign = this.#take('*', '/', '@'); sign !== null; sign = this.#take('*', '/', '@')) {
      this.#signed();
      this.#binary(sign);
    }
  }

  #signed(): void {
    const sign = this.#take('-', '+');
    if (sign === null) {
      this.#power();
      return;
    }
    this.#enter();
    this.#signed();
    this.#depth--;
    if (sign.text === '-') this.#steps.push({ kind: 'negate', at: sign.at });
  }

  #power(): void {
    this.#postfix();
    const sign = this.#take('**');
    if (sign === null) return;
    this.#enter();
    this.#signed();
    this.#depth--;
    this.#binary(sign);
  }

  /** An operand, with the parts of it that are asked for: `topK(x, 2).values`, `split(x, 2)[0]`. */
  #postfix(): void {
    this.#operand();
    for (let sign = this.#take('.', '['); sign !== null; sign = this.#take('.', '[')) {
      const part = this.#advance();
      if (sign.text === '.') {
        if (part.kind !== 'name') throw this.#fail(part, `expected a name after '.', got ${said(part)}`, 'Write topK(x, 2).values.');
        this.#steps.push({ kind: 'property', name: part.text, at: part.at });
      } else {
        if (part.kind !== 'number' || !Number.isInteger(part.value)) {
          throw this.#fail(part, `expected a whole number, got ${said(part)}`, 'Elements of a tensor are taken with slice or gather.');
        }
        this.#steps.push({ kind: 'element', index: part.value, at: part.at });
        this.#expect(']');
      }
    }
  }

  #operand(): void {
    const token = this.#advance();
    const { at } = token;
    switch (token.kind) {
      case 'number':
      case 'string':
        this.#steps.push({ kind: 'value', value: token.value, at });
        return;
      case 'hole':
        this.#steps.push({ kind: 'hole', index: token.index, at });
        if (this.#take('(') !== null) this.#steps.push({ kind: 'callHole', ...this.#arguments(null), at });
        return;
      case 'name':
        this.#named(token);
        return;
      case 'sign':
        if (token.text === '(') {
          this.#sum();
          this.#expect(')');
          return;
        }
        if (token.text === '[') {
          this.#list(token);
          return;
        }
        break;
      case 'end':
        break;
    }
    throw this.#fail(token, `expected an operand, got ${said(token)}`, `Write a number, \${tensor}, a call or ( ).`);
  }

  #named(token: Token): void {
    const { text, at } = token;
    if (this.#take('(') !== null) {
      const signature = signatureNamed(text);
      if (signature === undefined)
        throw this.#fail(token, `no op is called '${text}'`, didYouMean(text) ?? `Call your own as \${${text}}(...).`);
      this.#steps.push({ kind: 'call', signature, ...this.#arguments(signature, at), at });
      return;
    }
    const value = words.get(text);
    if (this.#variables.has(text)) this.#steps.push({ kind: 'variable', name: text, at });
    else if (value !== undefined) this.#steps.push({ kind: 'value', value, at });
    else if (signatureNamed(text) !== undefined) throw this.#fail(token, `'${text}' is an op and has no operands`, `Write ${text}(...).`);
    else throw this.#fail(token, `unknown name '${text}'`, didYouMean(text) ?? `Put your variable in as \${${text}}.`);
  }

  #list(open: Token): void {
    let length = 0;
    while (this.#take(']') === null) {
      if (length > 0) this.#expect(',');
      this.#sum();
      length++;
    }
    this.#steps.push({ kind: 'list', length, at: open.at });
  }

  /** What stands in the parentheses of a call, behind the opening one. */
  #arguments(signature: Signature | null, at = 0): { readonly positional: number; readonly names: readonly string[] } {
    let positional = 0;
    const names: string[] = [];
    while (this.#take(')') === null) {
      if (positional + names.length > 0) this.#expect(',');
      const token = this.#peek();
      const named = token.kind === 'name' && this.#tokens[this.#next + 1]?.text === '=';
      if (named) {
        if (names.includes(token.text)) throw this.#fail(token, `'${token.text}' is given twice`, 'Leave out one.');
        if (signature !== null) this.#checkName(signature, token, positional);
        names.push(token.text);
        this.#next += 2;
      } else {
        if (names.length > 0)
          throw this.#fail(token, 'an argument without a name comes after one with a name', 'Give it its name, or put it in front.');
        if (signature !== null) this.#checkCount(signature, token, positional);
        positional++;
      }
      this.#sum();
    }
    if (signature !== null) this.#checkComplete(signature, at, positional, names);
    return { positional, names };
  }

  #checkName({ name, operands, values, attributes }: Signature, token: Token, positional: number): void {
    const all = [...operands, ...values, ...attributes];
    const index = all.indexOf(token.text);
    const known = all.length === 0 ? 'It takes none.' : `Known are ${all.join(', ')}.`;
    if (index < 0) throw this.#fail(token, `${name} has no argument '${token.text}'`, known);
    if (index < positional) throw this.#fail(token, `'${token.text}' is given twice`, 'Leave out one.');
  }

  #checkCount({ name, operands, values, attributes, isVariadic }: Signature, token: Token, positional: number): void {
    const most = operands.length + values.length + Math.max(1, attributes.length);
    const count = operands.length + values.length + attributes.length;
    if (isVariadic || positional < (attributes.length === 0 ? count : most)) return;
    throw this.#fail(
      token,
      `${name} takes ${count === 1 ? 'one argument' : `${count} arguments at most`}`,
      `They are ${[...operands, ...values, ...attributes].join(', ')}.`,
    );
  }

  #checkComplete({ name, operands, values, least }: Signature, at: number, positional: number, names: readonly string[]): void {
    const missing = [...operands, ...values].slice(0, least).find((one, i) => i >= positional && !names.includes(one));
    if (missing !== undefined)
      throw new ExprError(
        `${name} needs '${missing}': position ${at}. Write ${name}(${[...operands, ...values].join(', ')}).`,
        this.#source,
        at,
      );
  }

  #binary({ text, at }: Token): void {
    this.#steps.push({ kind: 'binary', sign: text as BinarySign, at });
  }

  #enter(): void {
    if (++this.#depth > deepest) throw this.#fail(this.#peek(), `nested more than ${deepest} deep`, 'Compute a part of it first.');
  }

  #peek(): Token {
    return this.#tokens[this.#next]!;
  }

  /** The next token, and goes on; the last stays. */
  #advance(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#next++;
    return token;
  }

  /** The next token, if it is one of these signs. */
  #take(...signs: readonly string[]): Token | null {
    const token = this.#peek();
    return token.kind === 'sign' && signs.includes(token.text) ? this.#advance() : null;
  }

  #expect(sign: string): void {
    const token = this.#peek();
    if (this.#take(sign) === null) throw this.#fail(token, `expected '${sign}', got ${said(token)}`, 'Products are written with *.');
  }

  #fail({ at }: Token, problem: string, advice: string): ExprError {
    return new ExprError(`${problem}: position ${at}. ${advice}`, this.#source, at);
  }
}

function said(token: Token): string {
  return token.kind === 'end' ? 'the end' : `'${token.text}'`;
}

function didYouMean(name: string): string | undefined {
  const similar = similarName(name);
  return similar === undefined ? undefined : `Did you mean ${similar}(...)?`;
}
