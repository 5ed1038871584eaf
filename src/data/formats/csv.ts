import { CsvError, parse, type InfoRecord } from 'csv-parse/browser/esm/sync';
import { ArgumentError } from '../../core/errors.ts';
import { hostArray, type HostArray } from '../host-array.ts';
import { checkBytes, formatError, unnamed, type ReadOptions } from './format-error.ts';
import { decodeText } from './text.ts';

/** Options of `readCsv`. */
export interface ReadCsvOptions extends ReadOptions {
  /** One character between fields; default ','. */
  readonly delimiter?: string;
  /** The first line names the columns; default true. */
  readonly header?: boolean;
  /** Names that the columns must have, in order; default any. */
  readonly columns?: readonly string[];
  /** Number of rows that the file must have, without the header; default any. The format cannot tell that lines are missing. */
  readonly rows?: number;
}

/** One line, no more, that ends as files of tables do. */
const fileName = /^[^\n\r]+\.(?:csv|tsv|txt|data)$/i;

interface Row {
  readonly fields: readonly string[];
  /** Line of the file, from 1. */
  readonly line: number;
  /** Byte at which the row ends. */
  readonly end: number;
}

/** Labels of a column as class numbers. */
export interface Classes {
  readonly labels: Int32Array;
  /** Name of each class, in order of first appearance. */
  readonly names: readonly string[];
}

/** The fields of a CSV file. */
export class CsvTable {
  readonly columns: readonly string[];
  readonly #rows: readonly Row[];
  readonly #file: string;

  /** @internal */
  constructor(columns: readonly string[], rows: readonly Row[], file: string) {
    this.columns = columns;
    this.#rows = rows;
    this.#file = file;
  }

  /** Number of rows, without the header. */
  get length(): number {
    return this.#rows.length;
  }

  /** The fields of one column as text. */
  strings(column: string): string[] {
    const index = this.#indexOf(column);
    return this.#rows.map(({ fields }) => fields[index]!);
  }

  /**
   * The fields of some columns, default all, as numbers.
   *
   * Shapes: -> [rows, columns]
   *
   * @throws {DataFormatError} at the first field that is not a number.
   */
  numbers(columns: readonly string[] = this.columns): HostArray<Float64Array> {
    const indices = columns.map((column) => this.#indexOf(column));
    const data = new Float64Array(this.length * indices.length);
    this.#rows.forEach((row, i) => indices.forEach((index, j) => (data[i * indices.length + j] = this.#number(row, index))));
    return hostArray(data, [this.length, indices.length]);
  }

  /** The fields of one column as class numbers, in order of first appearance. */
  classes(column: string): Classes {
    const numbers = new Map<string, number>();
    const labels = Int32Array.from(this.strings(column), (name) => {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, numbers.size);
      return numbers.size - 1;
    });
    return { labels, names: [...numbers.keys()] };
  }

  #indexOf(column: string): number {
    const index = this.columns.indexOf(column);
    if (index >= 0) return index;
    throw new ArgumentError(
      `CsvTable: no such column: column ${column}, the file ${this.#file} has ${this.columns.join(', ')}.`,
      'column',
      column,
    );
  }

  #number(row: Row, index: number): number {
    const text = row.fields[index]!.trim();
    const value = text === '' ? NaN : Number(text);
    if (!Number.isNaN(value) || text.toLowerCase() === 'nan') return value;
    const problem = `not a number in line ${row.line}, column ${this.columns[index]}`;
    throw formatError({ reader: 'readCsv', problem, file: this.#file, offset: row.end, expected: 'a number', found: JSON.stringify(text) });
  }
}

/**
 * Reads comma-separated values (RFC 4180), UTF-8.
 *
 * A string is the text itself, not the name of a file: read files first.
 *
 * @throws {DataFormatError} if the file is not UTF-8, a quote does not close, or a row has other fields than the first.
 * @example readCsv('height,weight\n1.8,75\n1.6,60\n').numbers(['height', 'weight']).shape; // [2, 2]
 */
export function readCsv(bytes: Uint8Array | string, options: ReadCsvOptions = {}): CsvTable {
  const { file = unnamed, delimiter = ',', header = true } = options;
  if (typeof bytes !== 'string' || fileName.test(bytes)) checkBytes('readCsv', bytes);
  const rows = parseRows(typeof bytes === 'string' ? bytes : decodeText(bytes, { reader: 'readCsv', file }), delimiter, file);
  const first = rows[0]?.fields ?? options.columns ?? [];
  const columns = header ? first : (options.columns ?? first.map((_, i) => String(i)));
  const table = new CsvTable(columns, header ? rows.slice(1) : rows, file);
  checkExpected(table, first, options, file);
  return table;
}

function parseRows(text: string, delimiter: string, file: string): Row[] {
  const rows: Row[] = [];
  const collect = (fields: string[], { lines, bytes }: InfoRecord): null => {
    rows.push({ fields, line: lines, end: bytes });
    return null;
  };
  try {
    parse(text, { bom: true, delimiter, skip_empty_lines: true, on_record: collect });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const offset = typeof cause['bytes'] === 'number' ? cause['bytes'] : 0;
    throw formatError({
      reader: 'readCsv',
      problem: 'damaged',
      file,
      offset,
      expected: 'rows of equal length',
      found: cause.message,
      cause,
    });
  }
  return rows;
}

function checkExpected(table: CsvTable, first: readonly string[], { columns, rows }: ReadCsvOptions, file: string): void {
  const fail = (problem: string, expected: string | number, found: string | number): Error =>
    formatError({ reader: 'readCsv', problem, file, offset: 0, expected, found });
  if (table.columns.length !== first.length) throw fail('other number of columns than expected', table.columns.length, first.length);
  if (columns?.some((name, i) => table.columns[i] !== name)) {
    throw fail('other columns than expected', columns.join(','), table.columns.join(','));
  }
  if (rows !== undefined && table.length !== rows) throw fail('other number of rows than expected', rows, table.length);
}
