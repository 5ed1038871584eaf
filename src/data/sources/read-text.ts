import { gunzip, isGzip } from '../formats/gzip.ts';
import { decodeText } from '../formats/text.ts';
import { locate, type DataFile, type DataSource, type LocateOptions } from './locate.ts';

/** A text of a data set and where it came from. */
export interface LocatedText {
  readonly text: string;
  readonly source: DataSource;
  /** Path or URL, for messages. */
  readonly name: string;
}

/** Finds a text file, plain or gzipped. @internal */
export async function locateText(reader: string, file: DataFile, options: LocateOptions): Promise<LocatedText> {
  const { bytes, name, source } = await locate(file, options);
  const plain = isGzip(bytes) ? await gunzip(bytes, { file: name }) : bytes;
  return { text: decodeText(plain, { reader, file: name }), source, name };
}
