import { inspect } from 'node:util';

interface Readable {
  toArray(): unknown;
}

function isReadable(value: unknown): value is Readable {
  return typeof value === 'object' && value !== null && 'toArray' in value && typeof value.toArray === 'function';
}

/** As many digits as the page prints: 24.7041 claims 24.7041 +- 0.00005. An integer claims itself. */
function closeTo(actual: number, printed: string): boolean {
  const digits = printed.replaceAll('_', '');
  const expected = Number(digits);
  if (!Number.isFinite(expected)) return Object.is(actual, expected);
  if (/^[-+]?\d+$/.test(digits)) return Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
  const [mantissa = '', exponent = '0'] = digits.toLowerCase().split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  return Math.abs(actual - expected) <= 0.5001 * 10 ** (Number(exponent) - decimals);
}

/** The items of `[1, [2, 3]]` or of `1 2` as they are printed. */
function split(text: string, separator: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let item = '';
  for (const character of text) {
    if (character === '[') depth += 1;
    if (character === ']') depth -= 1;
    if (character === separator && depth === 0) {
      items.push(item.trim());
      item = '';
    } else item += character;
  }
  return item.trim() === '' ? items : [...items, item.trim()];
}

function matches(actual: unknown, printed: string): boolean {
  if (isReadable(actual)) return matches(actual.toArray(), printed);
  if (printed.startsWith('[')) {
    if (!Array.isArray(actual) && !ArrayBuffer.isView(actual)) return false;
    const values: unknown[] = Array.isArray(actual) ? actual : Array.from(actual as Float64Array);
    const items = split(printed.slice(1, -1), ',');
    return values.length === items.length && items.every((item, index) => matches(values[index], item));
  }
  if (typeof actual === 'number') return closeTo(actual, printed);
  if (/^['"]/.test(printed)) return actual === printed.slice(1, -1);
  return String(actual) === printed;
}

/** @throws {Error} if one of the values is not what the page prints for it. */
export async function equals(values: readonly unknown[], printed: string): Promise<void> {
  const actual = await Promise.all(values);
  const items = actual.length === 1 ? [printed] : split(printed, ' ');
  if (items.length === actual.length && items.every((item, index) => matches(actual[index], item))) return;
  const shown = actual.map((value) => inspect(isReadable(value) ? value.toArray() : value, { depth: 6 }));
  throw new Error(`The page says ${printed}, the code gives ${shown.join(' ')}.`);
}

/** @throws {Error} if the statement throws nothing or something else than the page says. */
export async function throws(statement: () => Promise<void>, printed: string): Promise<void> {
  let message: string;
  try {
    await statement();
    message = 'nothing';
  } catch (error) {
    message = String(error);
  }
  if (!message.includes(printed.replace(/\s*(\.\.\.|…)$/, '')))
    throw new Error(`The page says it throws ${printed}, it throws ${message}.`);
}

/** Where the prints of an example go. */
export function prints(..._values: readonly unknown[]): void {}
