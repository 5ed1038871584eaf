import type { Buffer } from 'node:buffer';

/** The file system as the data sets use it. */
export interface FileStore {
  /** The bytes of a file, or null if there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /** Writes to a temporary file beside `path`, syncs and renames: at `path` there is the whole file or what was there before. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Adds to the end of a file, which is made if it is not there. */
  append(path: string, bytes: Uint8Array): Promise<void>;
  /** Names in a folder, sorted; null if there is no such folder. */
  list(path: string): Promise<{ readonly files: readonly string[]; readonly folders: readonly string[] } | null>;
  join(...parts: readonly string[]): string;
  /** A variable of the environment; undefined where it is unset or empty. */
  variable(name: string): string | undefined;
  /** The user's home folder. */
  home(): string;
}

/** The file system of Node, Deno or Bun; null in a browser. */
export function fileStore(): FileStore | null {
  // getBuiltinModule instead of import: a bundler for browsers has nothing to resolve.
  if (typeof process === 'undefined' || typeof process.getBuiltinModule !== 'function') return null;
  const fs = process.getBuiltinModule('node:fs/promises');
  const path = process.getBuiltinModule('node:path');
  const os = process.getBuiltinModule('node:os');
  return {
    read: (file) => orNull(fs.readFile(file).then(plainBytes)),
    write: (file, bytes) => writeWhole(fs, path.dirname(file), file, bytes),
    append: async (file, bytes) => {
      await fs.mkdir(path.dirname(file), { recursive: true });
      await fs.appendFile(file, bytes);
    },
    list: (folder) => orNull(fs.readdir(folder, { withFileTypes: true }).then(sorted)),
    join: (...parts) => path.join(...parts),
    variable: (name) => (process.env[name] === '' ? undefined : process.env[name]),
    home: () => os.homedir(),
  };
}

async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}

function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

interface Entry {
  readonly name: string;
  isFile(): boolean;
  isDirectory(): boolean;
}

function sorted(entries: readonly Entry[]): { files: string[]; folders: string[] } {
  const names = (chosen: readonly Entry[]): string[] => chosen.map(({ name }) => name).sort();
  return { files: names(entries.filter((entry) => entry.isFile())), folders: names(entries.filter((entry) => entry.isDirectory())) };
}

type FileSystem = typeof import('node:fs/promises');

async function writeWhole(fs: FileSystem, folder: string, file: string, bytes: Uint8Array): Promise<void> {
  await fs.mkdir(folder, { recursive: true });
  const temporary = `${file}.${process.pid}.${Date.now().toString(36)}.part`;
  try {
    const handle = await fs.open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
}
