/** `npm run build:simd`: compiles assembly/ into src/backend/wasm/simd-binary.ts, which is committed. */
import { writeFileSync } from 'node:fs';

interface AssemblyScript {
  main(
    args: readonly string[],
    api: { readonly writeFile: (name: string, contents: string | Uint8Array) => void },
  ): Promise<{ readonly error: Error | null; readonly stderr: { toString(): string } }>;
}

// Loaded past its declarations: they make Array's at() never undefined for the whole program.
const compiler: string = 'assemblyscript/asc';
const asc = (await import(compiler)) as AssemblyScript;

export const binaryFile = 'src/backend/wasm/simd-binary.ts';

/** 4 GiB of 64 KiB pages, what the memory of tfjs-backend-wasm may grow to. */
const pages = 65536;

const options = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--noExportMemory', '--maximumMemory', String(pages)];

async function compile(features: readonly string[], ...more: string[]): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    ['assembly/index.ts', '--outFile', 'simd.wasm', ...options, ...more, '--use', 'abort=', '--enable', ['simd', ...features].join(',')],
    {
      writeFile: (_name, contents) => {
        if (typeof contents !== 'string') binary = contents;
      },
    },
  );
  if (error !== null || binary === undefined) throw new Error(`assembly/ does not compile:\n${stderr.toString()}`, { cause: error });
  return binary;
}

/** The text of the committed file. */
export async function simdSource(): Promise<string> {
  const binary = await compile([]);
  const shared = await compile(['threads'], '--sharedMemory');
  const differing = [...binary.keys()].filter((i) => binary[i] !== shared[i]);
  if (binary.length !== shared.length || differing.length !== 1) {
    throw new Error(`build-simd: with shared memory ${differing.length} bytes differ, expected one: the flags of the imported memory.`);
  }
  const base64 = Buffer.from(binary).toString('base64');
  return `// Compiled from assembly/ by \`npm run build:simd\`; a test compares the two.
// cspell:disable
/** WebAssembly, base64. */
export const simdBinary: string =
  '${base64}';

/** Where the flags of the imported memory stand: 1 for one with a maximum, 3 if it is shared as well. */
export const memoryFlagsAt: number = ${differing[0]!};
`;
}

if (process.argv[1]?.endsWith('build-simd.ts') === true) writeFileSync(binaryFile, await simdSource());
