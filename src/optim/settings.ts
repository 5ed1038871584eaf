import { ArgumentError } from '../core/errors.ts';
import { kindOf } from './check-parameters.ts';
import { isRecord } from './state-checks.ts';

/** What a setting may be, and how a message says it. */
interface Rule {
  readonly says: string;
  readonly allows: (value: unknown) => boolean;
  /** What to do instead. */
  readonly hint?: string;
}

const isFinite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const fromZero: Rule = { says: 'a finite number from 0', allows: (value) => isFinite(value) && value >= 0 };
const share: Rule = { says: 'a number from 0 to 1', allows: (value) => isFinite(value) && value >= 0 && value <= 1 };
const count: Rule = { says: 'a whole number from 1', allows: (value) => Number.isInteger(value) && (value as number) >= 1 };
const flag: Rule = { says: 'true or false', allows: (value) => typeof value === 'boolean' };
const isBelowOne = (value: unknown): boolean => isFinite(value) && value >= 0 && value < 1;

function oneOf(...choices: readonly string[]): Rule {
  return { says: choices.map((choice) => `'${choice}'`).join(' or '), allows: (value) => choices.includes(value as string) };
}

/** By name: a setting means the same in every optimizer that has it. */
const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['learningRate', { ...fromZero, hint: 'To climb, negate the loss.' }],
  ['momentum', fromZero],
  ['dampening', { says: 'a finite number', allows: isFinite }],
  ['nesterov', flag],
  ['weightDecay', fromZero],
  ['epsilon', fromZero],
  ['rho', share],
  ['centered', flag],
  [
    'betas',
    { says: 'two numbers from 0 to below 1', allows: (value) => Array.isArray(value) && value.length === 2 && value.every(isBelowOne) },
  ],
  ['amsgrad', flag],
  ['correction', oneOf('moments', 'rate')],
  ['learningRateDecay', fromZero],
  ['momentumDecay', fromZero],
  ['iterations', count],
  ['evaluations', count],
  ['history', count],
  ['gradientTolerance', fromZero],
  ['changeTolerance', fromZero],
  ['lineSearch', oneOf('none', 'strongWolfe')],
]);

/** @throws {ArgumentError} naming the first setting that the optimizer does not have, or that has no use. @internal */
export function checkSettings(optimizer: string, settings: object, known: object): void {
  if (!isRecord(settings))
    throw new ArgumentError(
      `${optimizer}: options must be an object: options ${kindOf(settings)}. Write { learningRate: 0.1 }.`,
      'options',
      settings,
    );
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(known, name))
      throw new ArgumentError(`${optimizer}: there is no setting '${name}'. It has ${Object.keys(known).join(', ')}.`, name, value);
    checkSetting(optimizer, name, value);
  }
}

/** @throws {ArgumentError} if the value has no use. @internal */
export function checkSetting(optimizer: string, name: string, value: unknown): void {
  const rule = rules.get(name);
  if (rule === undefined || rule.allows(value)) return;
  const hint = rule.hint ?? 'Leave it out for the default.';
  throw new ArgumentError(`${optimizer}: ${name} must be ${rule.says}: ${name} ${shown(value)}. ${hint}`, name, value);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  return Array.isArray(value) ? `[${value.map(shown).join(', ')}]` : String(value);
}
