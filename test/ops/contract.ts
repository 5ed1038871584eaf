import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Device, DeviceName } from '../../src/backend/device.ts';
import { device } from '../../src/backend/devices.ts';
import type { ListOp, Op, OpDescriptor } from '../../src/graph/op.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import { checkOp, OpCheckError, type CheckOptions, type DomainFor, type OpReport } from '../../src/testing/index.ts';
import { planted, plantsFor } from './planted-fault.ts';

/** Options of `checkOp`, and what the table of ops says of an exception. */
export interface ContractOptions<I extends string, A> extends CheckOptions<I, A> {
  /** Why an option is looser than the default. */
  readonly exception?: string;
  /** Planted faults that change nothing, with the reason: a gradient that is the same read backwards. */
  readonly harmless?: Readonly<Record<string, string>>;
}

/** What docs/ops.md is made of: one line per op. */
export interface ContractRow extends OpReport {
  readonly differentiable: boolean;
  readonly nan: boolean;
  readonly exception?: string;
}

/** Devices that are compared with `reference`: MEGAGRAD_TEST_DEVICES, separated by commas; wasm without it. */
export const testedDevices: readonly DeviceName[] = (process.env['MEGAGRAD_TEST_DEVICES'] ?? 'wasm')
  .split(',')
  .filter((name) => name !== '') as DeviceName[];

/** Random cases per op: MEGAGRAD_PROPERTY_RUNS; 20 without it, so that all ops take a minute. */
const runs = Number(process.env['MEGAGRAD_PROPERTY_RUNS'] ?? 20);

/** Where rows for docs/ops.md go; nowhere without it. */
const reportFolder = process.env['MEGAGRAD_OPS_REPORT'];

/**
 * The contract of an op as a test: see `checkOp`. A registered op without one fails test/ops/coverage.test.ts.
 *
 * Cases are the same in every run; MEGAGRAD_PROPERTY_SEED gives others.
 */
export function describeOp<const I extends readonly string[], A, S extends keyof A>(
  op: Op<I, A, S>,
  domains: { readonly [K in I[number]]: DomainFor<I[number], NoInfer<A>> },
  options?: ContractOptions<I[number], NoInfer<A>>,
): void;
export function describeOp<I extends string, A, S extends keyof A>(
  op: ListOp<A, S>,
  domains: { readonly [K in I]: DomainFor<I, NoInfer<A>> },
  options?: ContractOptions<I, NoInfer<A>>,
): void;
export function describeOp<I extends string, A>(
  fn: (...args: never[]) => Tensor | readonly Tensor[],
  domains: { readonly [K in I]: DomainFor<I, A> },
  options?: ContractOptions<I, A>,
): void;
export function describeOp(fn: object, domains: object, options: object = {}): void {
  const op = fn as ((...args: never[]) => Tensor) & { readonly descriptor?: OpDescriptor };
  const given = options as ContractOptions<string, object>;
  const name = given.name ?? op.name;
  if ((given.nan === false || given.rtol !== undefined || (given.slack ?? 1) > 1) && given.exception === undefined) {
    throw new Error(`${name}: say in 'exception' why it is held to less than the others; docs/ops.md prints it.`);
  }
  describe(name, () => {
    let devices: Device[] = [];
    beforeAll(async () => {
      devices = await Promise.all(testedDevices.map((wanted) => device.start(wanted)));
    });
    test('keeps its contract', { timeout: 600_000 }, async () => {
      const report = await checkOp(op, domains as Readonly<Record<string, DomainFor>>, { devices, runs, seed: seedOf(name), ...given });
      if (reportFolder !== undefined)
        write(reportFolder, {
          ...report,
          differentiable: isDifferentiable(report, op.descriptor),
          nan: given.nan !== false,
          ...(given.exception === undefined ? {} : { exception: given.exception }),
        });
    });
    // A contract of a special case (a name of its own) need not see what the op's main one sees.
    const plants = op.descriptor?.name !== name || given.orders === 0 ? [] : plantsFor(op.descriptor);
    for (const plant of plants.filter(({ name: title }) => given.harmless?.[title] === undefined)) {
      test(`a planted fault is found: ${plant.name}`, { timeout: 600_000 }, async () => {
        const faulty = planted(op.descriptor!, plant);
        const found = checkOp(faulty, domains as Readonly<Record<string, DomainFor>>, {
          ...given,
          devices: [],
          runs: 100,
          seed: seedOf(name),
          endOnFailure: true,
        });
        await expect(found).rejects.toThrow(OpCheckError);
      });
    }
  });
}

function isDifferentiable({ gradient }: OpReport, descriptor: OpDescriptor | undefined): boolean {
  return gradient.length > 0 && (descriptor === undefined || plantsFor(descriptor).length > 0);
}

/** Each op has its own seed, so that none inherits another's luck. */
function seedOf(name: string): number {
  let hash = Number(process.env['MEGAGRAD_PROPERTY_SEED'] ?? 0);
  for (const letter of name) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  return hash;
}

function write(folder: string, row: ContractRow): void {
  mkdirSync(folder, { recursive: true });
  // Some names hold an equation.
  writeFileSync(join(folder, `${encodeURIComponent(row.op)}.json`), JSON.stringify(row));
}
