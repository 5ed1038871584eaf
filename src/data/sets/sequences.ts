import { ArgumentError } from '../../core/errors.ts';
import { Generator } from '../../core/random.ts';
import { ArrayDataset } from '../array-dataset.ts';
import type { TrainTest } from '../dataset.ts';
import { formatError } from '../formats/format-error.ts';
import { DataNotFoundError, type DataFile, type LocateOptions } from '../sources/locate.ts';
import { locateText, type LocatedText } from '../sources/read-text.ts';
import { Vocabulary } from '../vocabulary.ts';
import { additionLines, dateLines } from './synthetic-sequences.ts';

/** Questions and answers, character by character. */
export interface Sequences extends TrainTest<ArrayDataset> {
  readonly vocabulary: Vocabulary;
}

/** Options of `additionSequences` and `dateSequences`. */
export interface SequenceOptions extends LocateOptions {
  /** Turn the questions around; default false. */
  readonly reverse?: boolean;
  /** Seed of the shuffle before the split, null for none; default 1984. */
  readonly seed?: number | null;
  /** Lines that the project makes up itself: 'fallback' where the book's cannot be had, 'always', or 'never'; default 'fallback'. */
  readonly synthetic?: 'fallback' | 'always' | 'never';
}

function file(name: string, size: number, sha256: string): DataFile {
  const mirror = 'https://raw.githubusercontent.com/oreilly-japan/deep-learning-from-scratch-2/master/dataset';
  return { path: `text/${name}`, aliases: [`text/${name}.gz`, name], urls: [`${mirror}/${name}`], size, sha256 };
}

const addition = file('addition.txt', 650_000, '34e0746f5014c11311c9452ee9050bf14e38eca44ec4aaf4d81eba2b38674009');
const dates = file('date.txt', 2_050_000, '62e66a301ce8537868e725512d2a45663fc366526b7e42028cb703bda2b1c79a');

/**
 * 50,000 sums such as `71+118 ` with the answer `_189 `, 45,000 of them to train (Deep Learning from Scratch 2, chapter 7).
 *
 * The shuffle is that of NumPy's `RandomState(seed)`, so that the split is the book's.
 *
 * Shapes: x [7], y [5], character numbers; the answer begins with `_`
 *
 * @throws {DataFormatError} if the file is damaged.
 * @example const { train, test, vocabulary } = await additionSequences({ reverse: true });
 */
export function additionSequences(options: SequenceOptions = {}): Promise<Sequences> {
  return load('additionSequences', addition, additionLines, options);
}

/**
 * 50,000 dates such as `september 27, 1994` with the answer `_1994-09-27`, 45,000 of them to train (Deep Learning from Scratch 2, chapter 8).
 *
 * Shapes: x [29], y [11], character numbers; the answer begins with `_`
 *
 * @throws {DataFormatError} if the file is damaged.
 * @example const { train, test, vocabulary } = await dateSequences({ reverse: true });
 */
export function dateSequences(options: SequenceOptions = {}): Promise<Sequences> {
  return load('dateSequences', dates, dateLines, options);
}

async function load(reader: string, source: DataFile, makeUp: (count: number) => string, options: SequenceOptions): Promise<Sequences> {
  const { synthetic = 'fallback' } = options;
  const invented = (): LocatedText => ({ text: makeUp(50_000), source: 'synthetic', name: source.path });
  if (synthetic === 'always') return parse(reader, invented(), options);
  try {
    return parse(reader, await locateText(reader, source, options), options);
  } catch (error) {
    if (synthetic === 'never' || !(error instanceof DataNotFoundError)) throw error;
    return parse(reader, invented(), options);
  }
}

function parse(reader: string, { text, source, name }: LocatedText, { reverse = false, seed = 1984 }: SequenceOptions): Sequences {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const cut = checkLines(reader, lines, name);
  const vocabulary = new Vocabulary(lines.join(''));
  const order = Int32Array.from(lines, (_, i) => i);
  if (seed !== null) new Generator(seed).shuffle(order);
  const shuffled = Array.from(order, (index) => lines[index]!);
  const split = lines.length - Math.floor(lines.length / 10);
  const dataset = (rows: readonly string[]): ArrayDataset => {
    const questions = rows.map((row) => (reverse ? Array.from(row.slice(0, cut)).reverse().join('') : row.slice(0, cut)));
    const answers = rows.map((row) => row.slice(cut));
    return new ArrayDataset(encode(questions, vocabulary), encode(answers, vocabulary), { source });
  };
  return { train: dataset(shuffled.slice(0, split)), test: dataset(shuffled.slice(split)), vocabulary };
}

/** Where the answer begins: at the same place in every line. */
function checkLines(reader: string, lines: readonly string[], name: string): number {
  const [first = ''] = lines;
  const cut = first.indexOf('_');
  const length = first.length;
  const wrong = lines.findIndex((line) => line.length !== length || line.indexOf('_') !== cut);
  if (cut > 0 && wrong < 0 && lines.length >= 10) return cut;
  const index = Math.max(0, wrong);
  const offset = lines.slice(0, index).reduce((total, line) => total + line.length + 1, 0);
  const expected = `at least 10 lines of ${length} characters with _ at ${cut}`;
  throw formatError({
    reader,
    problem: 'damaged',
    file: name,
    offset,
    expected,
    found: `line ${index + 1} ${JSON.stringify(lines[index] ?? '')}`,
  });
}

function encode(rows: readonly string[], vocabulary: Vocabulary): { data: Int32Array; shape: number[] } {
  const length = rows[0]?.length ?? 0;
  if (length === 0) throw new ArgumentError('sequences: there are no rows.', 'rows', rows);
  const data = new Int32Array(rows.length * length);
  rows.forEach((row, i) => data.set(vocabulary.encode(row), i * length));
  return { data, shape: [rows.length, length] };
}
