import { expect, it } from 'vitest';
import { listOps } from '../../../scripts/op-list.ts';
import { functionNames, signatureNamed } from '../../../src/ops/expr/signatures.ts';

it('knows every public op', async () => {
  const ops = (await listOps()).filter(({ isPublic }) => isPublic).map(({ name }) => name);
  expect(ops.length).toBeGreaterThan(150);
  expect(ops.filter((name) => !functionNames().includes(name))).toEqual([]);
});

it('names the parameters as the functions do', () => {
  for (const name of functionNames()) {
    const signature = signatureNamed(name)!;
    if ('descriptor' in signature.call) continue;
    const text = signature.call.toString();
    const own =
      /^function \w*\(([^{)]*)/
        .exec(text)?.[1]
        ?.split(',')
        .map((one) => one.replace(/=.*/, '').replace('...', '').trim())
        .filter(Boolean) ?? [];
    const parameters = own.filter((one) => one !== 'attrs' && one !== 'options' && !(signature.isVariadic && one === 'operands'));
    expect([name, ...signature.operands, ...signature.values]).toEqual([name, ...parameters]);
  }
});
