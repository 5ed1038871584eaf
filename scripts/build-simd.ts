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

/** The memory that they import, that of tfjs-backend-wasm, may grow to 4 GiB: 65536 pages of 64 KiB. */
const memory = ['--importMemory', '--noExportMemory', '--maximumMemory', '65536'];
/** No allocator, no abort: nothing that would put data of their own into that memory. */
const bare = ['--noAssert', '--runtime', 'stub', '--use', 'abort='];

/** The text of the committed file. */
export async function simdSource(): Promise<string> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(['assembly/index.ts', '--outFile', 'simd.wasm', '-O3', '--enable', 'simd', ...memory, ...bare], {
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') binary = contents;
    },
  });
  if (error !== null || binary === undefined)
    throw new Error(`assembly/ does not compile:\n${stderr.toString().slice(0, 2000)}`, { cause: error });
  return `// Compiled from assembly/ by \`npm run build:simd\`; a test compares the two.
// cspell:disable
/** WebAssembly, base64. */
export const simdBinary: string =
  '${Buffer.from(binary).toString('base64')}';
`;
}

if (process.argv[1]?.endsWith('build-simd.ts') === true) writeFileSync(binaryFile, await simdSource());
