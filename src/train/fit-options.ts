import { ArgumentError } from '../core/errors.ts';
import type { Module } from '../nn/module.ts';
import { kindOf } from '../optim/check-parameters.ts';
import { checkOptimizer, type Optimizer } from '../optim/optimizer.ts';
import { isRecord } from '../optim/state-checks.ts';
import { isSource } from './batches.ts';
import { checkLoss, checkModel } from './evaluate.ts';
import type { FitOptions } from './fit.ts';
import { isRunState } from './run-state.ts';

/** Options that only a dataset takes: a loader has its own. */
const ofDataset = ['batchSize', 'shuffle', 'replacement', 'seed', 'generator'] as const;

const known: Readonly<Record<keyof FitOptions, true>> = {
  data: true,
  validation: true,
  loss: true,
  optimizer: true,
  batchSize: true,
  shuffle: true,
  replacement: true,
  seed: true,
  generator: true,
  epochs: true,
  steps: true,
  metrics: true,
  callbacks: true,
  accumulate: true,
  onNonFinite: true,
  resume: true,
};

/** What must hold before a run begins. @throws {ArgumentError} naming the first option that has no use. @internal */
export function checkFitOptions(model: Module, options: FitOptions): void {
  checkModel('fit', model);
  if (!isRecord(options))
    throw wrong('options must be an object: options', 'options', options, 'Write fit(model, { data, loss, optimizer }).');
  const { data, loss, optimizer, callbacks = [], onNonFinite = 'throw', resume } = options;
  const stranger = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (stranger !== undefined) throw wrong('there is no option', stranger, stranger, `It has ${Object.keys(known).join(', ')}.`);
  checkLoss('fit', loss);
  checkMoves(model, optimizer);
  if (isSource(data)) {
    const given = ofDataset.find((name) => options[name] !== undefined);
    if (given !== undefined)
      throw wrong(`${given} is for a dataset, and data is a loader: ${given}`, given, options[given], 'Set it in the loader.');
  }
  if (!Array.isArray(callbacks))
    throw wrong('callbacks must be a list: callbacks', 'callbacks', callbacks, 'Write callbacks: [progressBar()].');
  callbacks.forEach((callback: unknown, i) => {
    if (isRecord(callback)) return;
    throw wrong(
      `callbacks must be objects with onStart, onStep, onEpoch or onEnd: callback ${i}`,
      'callbacks',
      callback,
      'Call what makes one: progressBar().',
    );
  });
  if (!['throw', 'stop', 'skip', 'restore'].includes(onNonFinite))
    throw wrong(
      "onNonFinite must be 'throw', 'stop', 'skip' or 'restore': onNonFinite",
      'onNonFinite',
      onNonFinite,
      "Leave it out for 'throw'.",
    );
  if (resume !== undefined && resume !== null && !isRunState(resume))
    throw wrong('resume must be where another run was: resume', 'resume', resume, 'Pass what loadCheckpoint returned.');
}

function checkMoves(model: Module, optimizer: Optimizer): void {
  checkOptimizer('fit', optimizer);
  const own = new Set(model.parameters());
  const moved = optimizer.parameters();
  if (moved.some((parameter) => own.has(parameter))) return;
  throw new ArgumentError(
    `fit: the optimizer moves nothing of the model: optimizer ${moved.length} parameters, model ${own.size}, none in both. Make it with model.parameters().`,
    'optimizer',
    optimizer,
  );
}

function wrong(problem: string, argument: string, value: unknown, hint: string): ArgumentError {
  const shown = typeof value === 'string' ? ` '${value}'` : typeof value === 'number' ? ` ${value}` : ` ${kindOf(value)}`;
  return new ArgumentError(`fit: ${problem}${shown}. ${hint}`, argument, value);
}

/** A count, or Infinity. @throws {ArgumentError} if it is neither. @internal */
export function whole(name: string, value: number): number {
  if (value === Infinity || (Number.isInteger(value) && value >= 1)) return value;
  throw new ArgumentError(`fit: ${name} must be a whole number from 1: ${name} ${value}. Leave it out for the default.`, name, value);
}
