import { MegagradError } from '../../core/errors.ts';
import { reasonOf } from '../formats/format-error.ts';

/** A file to download, and how to know it. */
export interface RemoteFile {
  /** Mirrors, first choice first. */
  readonly urls: readonly string[];
  readonly sha256: string;
  /** Exact length in bytes: nothing longer is read. */
  readonly size: number;
}

/** How long to wait. */
export interface DownloadOptions {
  /** Milliseconds for all mirrors together to answer, and for each pause within a transfer; default 10,000. */
  readonly timeout?: number;
}

/** A file that no mirror gave. */
export class DownloadError extends MegagradError {
  readonly urls: readonly string[];
  constructor(message: string, urls: readonly string[], options?: ErrorOptions) {
    super(message, options);
    this.urls = urls;
  }

  override get name(): string {
    return 'DownloadError';
  }
}

/**
 * Downloads a file from the first mirror that gives it whole and with the right checksum.
 *
 * @throws {DownloadError} if none does; it names every mirror and its reason.
 */
export async function download({ urls, sha256, size }: RemoteFile, { timeout = 10_000 }: DownloadOptions = {}): Promise<Uint8Array> {
  const reasons: string[] = [];
  let remaining = timeout;
  for (const [index, url] of urls.entries()) {
    const start = performance.now();
    try {
      const bytes = await fetchBytes(url, size, remaining / (urls.length - index), timeout);
      const sum = await digest(bytes);
      if (sum === sha256) return bytes;
      reasons.push(`${url}: expected SHA-256 ${sha256}, found ${sum}`);
    } catch (error) {
      reasons.push(`${url}: ${reasonOf(error)}`);
    }
    remaining = Math.max(0, remaining - (performance.now() - start));
  }
  throw new DownloadError(`download: no mirror gave the file: ${reasons.join('; ')}.`, urls);
}

async function fetchBytes(url: string, size: number, answerTime: number, pauseTime: number): Promise<Uint8Array<ArrayBuffer>> {
  const controller = new AbortController();
  let timer = setTimeout(() => controller.abort(new Error(`no answer within ${Math.round(answerTime)} ms`)), answerTime);
  try {
    const response = await fetch(url, { signal: controller.signal });
    if (!response.ok || response.body === null) throw new Error(`HTTP status ${response.status}`);
    const bytes = new Uint8Array(size);
    let length = 0;
    const reader = response.body.getReader();
    for (;;) {
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(new Error(`nothing came for ${pauseTime} ms after ${length} bytes`)), pauseTime);
      const { value, done } = await reader.read();
      if (done) break;
      if (length + value.length > size) throw new Error(`expected ${size} bytes, found more`);
      bytes.set(value, length);
      length += value.length;
    }
    if (length !== size) throw new Error(`expected ${size} bytes, found ${length}`);
    return bytes;
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
