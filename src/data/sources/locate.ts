import { MegagradError } from '../../core/errors.ts';
import { reasonOf } from '../formats/format-error.ts';
import { download, type DownloadOptions, type RemoteFile } from './download.ts';
import { fileStore, type FileStore } from './host.node.ts';

/** Where the numbers of a data set came from. */
export type DataSource = 'local' | 'cache' | 'download' | 'synthetic' | 'generated' | 'given';

/** A file of a data set. */
export interface DataFile extends RemoteFile {
  /** Path below the data folder and the cache, with slashes. */
  readonly path: string;
  /** Other paths at which it may lie in the data folder. */
  readonly aliases?: readonly string[];
}

/** Options of every data set that comes in files. */
export interface LocateOptions extends DownloadOptions {
  /** Folder to look in instead of MEGAGRAD_DATA. */
  readonly folder?: string;
  /** Download what is neither in the data folder nor in the cache; default true. */
  readonly download?: boolean;
}

/** A file's bytes and where they came from. */
export interface LocatedFile {
  readonly bytes: Uint8Array;
  readonly source: 'local' | 'cache' | 'download';
  /** Path or URL, for messages. */
  readonly name: string;
}

/** A data set that is in no folder and could not be downloaded. */
export class DataNotFoundError extends MegagradError {
  readonly path: string;
  constructor(message: string, path: string, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }

  override get name(): string {
    return 'DataNotFoundError';
  }
}

/**
 * Finds a file: in the data folder (MEGAGRAD_DATA), then in the user's cache, then at the mirrors, checked by checksum and put into the cache.
 *
 * @throws {DataNotFoundError} if it is nowhere.
 */
export async function locate(file: DataFile, options: LocateOptions = {}): Promise<LocatedFile> {
  const store = fileStore();
  return (store && (await stored(file, options, store))) ?? (await downloaded(file, options, store));
}

async function stored(file: DataFile, options: LocateOptions, store: FileStore): Promise<LocatedFile | null> {
  const folder = options.folder ?? store.variable('MEGAGRAD_DATA');
  if (folder !== undefined) {
    for (const path of [file.path, ...(file.aliases ?? [])]) {
      const name = store.join(folder, path);
      const bytes = await store.read(name);
      if (bytes !== null) return { bytes, source: 'local', name };
    }
  }
  const name = store.join(cacheFolder(store), file.path);
  const bytes = await store.read(name);
  return bytes === null ? null : { bytes, source: 'cache', name };
}

async function downloaded(file: DataFile, options: LocateOptions, store: FileStore | null): Promise<LocatedFile> {
  const advice = `Put it into the folder that MEGAGRAD_DATA names, as ${file.path}`;
  if (options.download === false) {
    throw new DataNotFoundError(
      `locate: not in the data folder or the cache, and download is off: file ${file.path}. ${advice}.`,
      file.path,
    );
  }
  try {
    const bytes = await download(file, options);
    await keep(file, bytes, store);
    return { bytes, source: 'download', name: file.urls[0] ?? file.path };
  } catch (cause) {
    const message = `locate: not in the data folder or the cache, and not downloaded: file ${file.path}, reason ${reasonOf(cause)} ${advice}.`;
    throw new DataNotFoundError(message, file.path, { cause });
  }
}

// A cache that cannot be written costs a download next time, not this run.
async function keep(file: DataFile, bytes: Uint8Array, store: FileStore | null): Promise<void> {
  if (store === null) return;
  try {
    await store.write(store.join(cacheFolder(store), file.path), bytes);
  } catch {
    return;
  }
}

/** MEGAGRAD_CACHE, else megagrad in XDG_CACHE_HOME, else in ~/.cache. */
export function cacheFolder(store: FileStore): string {
  return store.variable('MEGAGRAD_CACHE') ?? store.join(store.variable('XDG_CACHE_HOME') ?? store.join(store.home(), '.cache'), 'megagrad');
}
