import { describe, expect, test } from 'vitest';
import { ArgumentError, DataFormatError } from '../../../src/core/errors.ts';
import { readCsv } from '../../../src/data/index.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('readCsv', () => {
  // The forms of RFC 4180: quoted commas, doubled quotes, line breaks within quotes, CRLF, no last line break; and a byte order mark.
  const table = readCsv(encode('\ufeffname,x,y\r\n"a, ""b""",1,-2.5e3\r\n"two\nlines", 3 ,NaN'));

  test('reads what RFC 4180 allows', () => {
    expect(table.columns).toEqual(['name', 'x', 'y']);
    expect(table.length).toBe(2);
    expect(table.strings('name')).toEqual(['a, "b"', 'two\nlines']);
    expect(table.numbers(['y', 'x'])).toEqual({ data: Float64Array.of(-2500, 1, NaN, 3), shape: [2, 2] });
  });

  test('classes are numbered in order of first appearance', () => {
    expect(readCsv('kind\nrose\ntulip\nrose\n').classes('kind')).toEqual({ labels: Int32Array.of(0, 1, 0), names: ['rose', 'tulip'] });
  });

  test('without a header, with another delimiter', () => {
    const plain = readCsv('1;2\n3;4\n', { header: false, delimiter: ';' });
    expect(plain.columns).toEqual(['0', '1']);
    expect(plain.numbers().data).toEqual(Float64Array.of(1, 2, 3, 4));
  });

  test.each<[string, Uint8Array, number, string]>([
    [
      'a short row',
      encode('a,b\n1,2\n3\n'),
      10,
      'readCsv: damaged: file t.csv, offset 10, expected rows of equal length, found Invalid Record Length: expect 2, got 1 on line 3.',
    ],
    [
      'an open quote',
      encode('a,b\n1,"2\n'),
      5,
      'readCsv: damaged: file t.csv, offset 5, expected rows of equal length, found Quote Not Closed',
    ],
    [
      'other bytes than text',
      Uint8Array.of(97, 10, 0xc3, 0x28),
      2,
      'readCsv: not text: file t.csv, offset 2, expected UTF-8, found other bytes.',
    ],
    [
      'a word among numbers',
      encode('a,b\n1,2\n3,x4\n'),
      13,
      'readCsv: not a number in line 3, column b: file t.csv, offset 13, expected a number, found "x4".',
    ],
    [
      'nothing among numbers',
      encode('a,b\n1,\n'),
      7,
      'readCsv: not a number in line 2, column b: file t.csv, offset 7, expected a number, found "".',
    ],
  ])('%s', (_, bytes, offset, message) => {
    let error: unknown;
    try {
      readCsv(bytes, { file: 't.csv' }).numbers();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DataFormatError);
    expect(error).toMatchObject({ offset, file: 't.csv' });
    expect(error instanceof Error && error.message).toContain(message);
  });

  test('names what is not as expected', () => {
    expect(() => readCsv('a,b\n1,2\n', { columns: ['a', 'c'] })).toThrow(
      'readCsv: other columns than expected: file bytes, offset 0, expected a,c, found a,b.',
    );
    expect(() => readCsv('a,b\n1,2\n', { rows: 2 })).toThrow(
      'readCsv: other number of rows than expected: file bytes, offset 0, expected 2, found 1.',
    );
    expect(() => table.strings('z')).toThrow(ArgumentError);
    expect(() => table.strings('z')).toThrow('CsvTable: no such column: column z, the file bytes has name, x, y.');
  });
});
