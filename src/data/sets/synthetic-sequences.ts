import { Generator } from '../../core/random.ts';

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const;
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const DAY = 86_400_000;

/** Sums of two numbers of up to three digits, in the form of the book's addition.txt. @internal */
export function additionLines(count: number): string {
  const generator = new Generator(1984);
  const draw = (): number => generator.randint(0, 10 ** generator.randint(1, 4));
  return linesOf(count, () => {
    const [a, b] = [draw(), draw()];
    return `${a}+${b}`.padEnd(7) + `_${a + b}`.padEnd(5);
  });
}

/** Dates from 1970 to 2017 in the ways of writing them that the book's date.txt has. @internal */
export function dateLines(count: number): string {
  const generator = new Generator(1984);
  return linesOf(count, () => {
    const date = new Date(generator.randint(0, Date.UTC(2018, 0) / DAY) * DAY);
    return written(date, generator).padEnd(29) + `_${date.toISOString().slice(0, 10)}`;
  });
}

function linesOf(count: number, line: () => string): string {
  return Array.from({ length: count }, () => `${line()}\n`).join('');
}

function written(date: Date, generator: Generator): string {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const form = generator.randint(0, 4);
  if (form === 0) return `${month + 1}/${day}/${String(year).slice(2)}`;
  const name = months[month]!;
  const prefix = form === 3 ? `${weekdays[date.getUTCDay()]!}, ` : '';
  const words = `${prefix}${form === 1 ? name.slice(0, 3) : name} ${day}, ${year}`;
  const style = generator.randint(0, 3);
  return style === 0 ? words : style === 1 ? words.toUpperCase() : words.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
