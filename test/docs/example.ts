import ts from 'typescript';

/** A program printed in a page or a docstring. Its code stands on the lines where the page has it, so that errors point there. */
export interface Example {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

const fence = /^```ts( continued)?\n([\s\S]*?)^```$/gm;
const docstring = /\/\*\*[\s\S]*?\*\//g;
const exampleTag = /@example[^\S\n]*([\s\S]*?)(?=\n[^\S\n]*\*[^\S\n]*@|\*\/)/g;

function lineOf(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}

function padTo(code: string, line: number): string {
  return code + '\n'.repeat(Math.max(0, line - lineOf(code, code.length)));
}

/** The TypeScript blocks of a page; one marked `ts continued` goes on where the block before it ended. */
export function markdownExamples(file: string, text: string): Example[] {
  const examples: Example[] = [];
  for (const match of text.matchAll(fence)) {
    const line = lineOf(text, match.index) + 1;
    const before = match[1] ? examples.pop() : undefined;
    const code = padTo(before?.code ?? '', line) + (match[2] ?? '');
    examples.push({ file, line: before?.line ?? line, code });
  }
  return examples;
}

/** The `@example` of every docstring of a source file. */
export function docstringExamples(file: string, text: string): Example[] {
  const examples: Example[] = [];
  for (const comment of text.matchAll(docstring)) {
    for (const match of comment[0].matchAll(exampleTag)) {
      const line = lineOf(text, comment.index + match.index);
      const code = (match[1] ?? '').replace(/^[^\S\n]*\*[^\S\n]?/gm, '').replace(/^```.*$/gm, '');
      examples.push({ file, line, code: padTo('', line) + code });
    }
  }
  return examples;
}

/** What is not at hand in a test: a comment `// needs the CIFAR-10 files` says so. */
export function neededBy({ code }: Example): string | undefined {
  return /^\s*\/\/ needs (.+)$/m.exec(code)?.[1];
}

const value = String.raw`(?:[-+]?(?:\d[\d_]*\.?\d*(?:e[-+]?\d+)?|Infinity)|NaN|true|false|null|undefined|'[^']*'|"[^"]*"|\[.*\])`;
const valueComment = new RegExp(String.raw`^\/\/ (${value}(?: ${value})*)(?:$|[:;,] | \()`);
const throwsComment = /^\/\/ throws (.+)$/;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The comment that ends the line on which `node` ends. */
function trailingComment(code: string, node: ts.Node): string | undefined {
  const range = ts.getTrailingCommentRanges(code, node.end)?.[0];
  return range && code.slice(range.pos, range.end);
}

function isPrint(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.getText() === 'console.log';
}

function namesIn(node: ts.Node): string[] {
  const names: string[] = [];
  const visit = (child: ts.Node): void => {
    if ((ts.isVariableDeclaration(child) || ts.isBindingElement(child)) && ts.isIdentifier(child.name)) names.push(child.name.text);
    if (ts.isVariableDeclarationList(child) || ts.isVariableDeclaration(child) || ts.isBindingName(child) || ts.isBindingElement(child)) {
      ts.forEachChild(child, visit);
    }
  };
  visit(node);
  return names;
}

/** What the comment behind a statement claims, as a call that checks it. */
function claim(code: string, statement: ts.Statement): Edit | undefined {
  const comment = trailingComment(code, statement);
  if (comment === undefined) return undefined;
  const start = statement.getStart();
  const thrown = throwsComment.exec(comment)?.[1];
  if (thrown) {
    return { start, end: statement.end, text: `await claims.throws(async () => { ${statement.getText()} }, ${JSON.stringify(thrown)});` };
  }
  const expected = valueComment.exec(comment)?.[1];
  if (expected === undefined) return undefined;
  const quoted = JSON.stringify(expected);
  if (ts.isExpressionStatement(statement)) {
    const { expression } = statement;
    const values = isPrint(expression) ? expression.arguments.map((argument) => argument.getText()) : [expression.getText()];
    return { start, end: statement.end, text: `await claims.equals([${values.join(', ')}], ${quoted});` };
  }
  const names = ts.isVariableStatement(statement) ? namesIn(statement.declarationList) : [];
  if (names.length === 1) return { start: statement.end, end: statement.end, text: ` await claims.equals([${names.join()}], ${quoted});` };
  throw new Error(`Nothing to compare with '${comment}' in: ${statement.getText()}`);
}

function printsInside(node: ts.Node): Edit[] {
  const edits: Edit[] = [];
  const visit = (child: ts.Node): void => {
    if (isPrint(child)) edits.push({ start: child.expression.getStart(), end: child.expression.end, text: 'claims.prints' });
    ts.forEachChild(child, visit);
  };
  visit(node);
  return edits;
}

/** Turns `f(x); // 24.7041` and `f(y); // throws ShapeError: ...` into checks and prints into nothing; lines stay where they are. */
export function instrument(code: string, claimsModule: string): string {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2023, true);
  const edits = source.statements.flatMap((statement) => claim(code, statement) ?? printsInside(statement));
  let result = code;
  for (const { start, end, text } of edits.toReversed()) result = result.slice(0, start) + text + result.slice(end);
  return `${result}\nimport * as claims from ${JSON.stringify(claimsModule)};\n`;
}

function identifiersOf(code: string): { used: Set<string>; declared: Set<string> } {
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) used.add(node.text);
    if (
      (ts.isVariableDeclaration(node) || ts.isImportSpecifier(node) || ts.isClassDeclaration(node) || ts.isFunctionDeclaration(node)) &&
      node.name
    ) {
      for (const name of node.name.getText().match(/[\w$]+/g) ?? []) declared.add(name);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2023, true));
  return { used, declared };
}

/** Imports what the example of a docstring uses without saying so: the public names. */
export function withImports(example: Example, names: ReadonlyMap<string, string>): Example {
  const { used, declared } = identifiersOf(example.code);
  const imports = [...used].flatMap((name) => {
    const specifier = declared.has(name) ? undefined : names.get(name);
    return specifier ? [`import { ${name} } from '${specifier}';`] : [];
  });
  return { ...example, code: imports.join(' ') + example.code };
}
