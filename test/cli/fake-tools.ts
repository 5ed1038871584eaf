import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createTarGzip } from 'nanotar';

/** A folder with a cache and, on the PATH, a Python, a compiler and an npm that only act as if. */
export interface Workshop {
  readonly cache: string;
  /** Replaces a tool by a shell script. */
  tool(name: string, script: string): void;
  /** How large the wheel is that pip would fetch; 5 MB at first. */
  sizeWheel(bytes: number): void;
  remove(name: string): void;
  close(): void;
}

const wheelUrl = 'file:///the-wheel';
const wheel = JSON.stringify({
  install: [{ metadata: { name: 'tensorflow_cpu', version: '2.21.0' }, download_info: { url: wheelUrl } }],
});

/** What Python, its venv module and pip say to the install command. */
export const python: string = `#!/bin/sh
case "$*" in
  -c*) echo '{"version": [3, 12], "venv": true, "bits": 64}' ;;
  "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  *--version) echo 'pip 25.0 from somewhere' ;;
  *--dry-run*) echo '${wheel}' ;;
  *) printf 'Progress 5 of 10\\nProgress 10 of 10\\n'; mkdir -p "$(dirname "$0")/../lib/python3.12/site-packages/tensorflow/include" ;;
esac
`;

const compiler = `#!/bin/sh
while [ $# -gt 0 ]; do [ "$1" = -o ] && echo addon > "$2"; shift; done
exit 0
`;

/** A workshop where an install goes well. The environment is set until \`close\`. */
export async function openWorkshop(): Promise<Workshop> {
  const folder = mkdtempSync(join(tmpdir(), 'megagrad-install-'));
  const [bin, cache] = [join(folder, 'bin'), join(folder, 'cache')];
  mkdirSync(bin);
  const tarball = join(folder, 'package.tgz');
  writeFileSync(tarball, await createTarGzip([{ name: 'package/binding/tfjs_binding.cc', data: 'source' }]));
  const before = {
    PATH: process.env['PATH'],
    MEGAGRAD_CACHE: process.env['MEGAGRAD_CACHE'],
    npm_execpath: process.env['npm_execpath'],
    CXX: process.env['CXX'],
  };
  delete process.env['npm_execpath'];
  delete process.env['CXX'];
  process.env['MEGAGRAD_CACHE'] = cache;
  // The scripts need a shell's own tools, but no compiler or Python of this machine may be found.
  const shell = join(folder, 'shell');
  mkdirSync(shell);
  process.env['PATH'] = `${bin}:${shell}`;
  const wheelFile = join(folder, 'tensorflow.whl');
  const sizeWheel = (bytes: number): void => {
    writeFileSync(wheelFile, '');
    truncateSync(wheelFile, bytes);
  };
  sizeWheel(5e6);
  const write = (at: string, name: string, script: string): void => {
    writeFileSync(join(at, name), script.replace(wheelUrl, pathToFileURL(wheelFile).href));
    chmodSync(join(at, name), 0o755);
  };
  for (const name of ['mkdir', 'cp', 'dirname', 'sleep']) write(shell, name, `#!/bin/sh\nPATH=/usr/bin:/bin exec ${name} "$@"\n`);
  write(bin, 'python3', python);
  write(bin, 'c++', compiler);
  write(bin, 'npm', `#!/bin/sh\ncp '${tarball}' "$4"\n`);
  return {
    cache,
    sizeWheel,
    tool: (name, script) => {
      write(bin, name, script);
    },
    remove: (name) => {
      rmSync(join(bin, name));
    },
    close: () => {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
      rmSync(folder, { recursive: true });
    },
  };
}
