import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import type { Example } from './example.ts';

export const root: string = resolve(import.meta.dirname, '../..');

function compilerOptions(): ts.CompilerOptions {
  const file = join(root, 'tsconfig.json');
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(file, (path) => ts.sys.readFile(path)).config, ts.sys, dirname(file));
  return {
    ...options,
    noUnusedLocals: false,
    noUnusedParameters: false,
    isolatedDeclarations: false,
    declaration: false,
    verbatimModuleSyntax: false,
    rewriteRelativeImportExtensions: false,
    allowImportingTsExtensions: true,
  };
}

/** Where an example would lie if it were a file. */
export function examplePath({ file, line }: Example): string {
  return join(root, '.cache', 'docs', `${file.replaceAll(/[^A-Za-z0-9]+/g, '-')}-${line}.ts`);
}

function createProgram(examples: readonly Example[]): ts.Program {
  const virtual = new Map(examples.map((example) => [examplePath(example), `${example.code}\nexport {};\n`]));
  const options = compilerOptions();
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => virtual.has(path) || disk.fileExists(path),
    readFile: (path) => virtual.get(path) ?? disk.readFile(path),
    getSourceFile: (path, ...rest) => {
      const text = virtual.get(path);
      return text === undefined
        ? disk.getSourceFile(path, ...rest)
        : ts.createSourceFile(path, text, { languageVersion: ts.ScriptTarget.ES2023, impliedNodeFormat: ts.ModuleKind.ESNext }, true);
    },
  };
  return ts.createProgram([...virtual.keys()], options, host);
}

/** Reads the names that a source file exports. */
export function exportsOf(paths: readonly string[]): (path: string) => string[] {
  const program = ts.createProgram(paths, compilerOptions());
  const checker = program.getTypeChecker();
  return (path) => {
    const source = program.getSourceFile(path);
    const module = source && checker.getSymbolAtLocation(source);
    return module ? checker.getExportsOfModule(module).map(({ name }) => name) : [];
  };
}

/** What TypeScript says about each example, by its place. */
export function typeErrors(examples: readonly Example[]): ReadonlyMap<Example, readonly string[]> {
  const program = createProgram(examples);
  return new Map(
    examples.map((example) => {
      const source = program.getSourceFile(examplePath(example));
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      const lines = found.map(({ start = 0, code, messageText, file }) => {
        const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
        return `${example.file}:${line} TS${code} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      });
      return [example, lines];
    }),
  );
}
