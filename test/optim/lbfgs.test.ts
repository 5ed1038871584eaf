import { memory, Parameter, scope, sum, tensor } from 'megagrad';
import { LBFGS } from 'megagrad/optim';
import { expect, test } from 'vitest';

test.each(['none', 'strongWolfe'] as const)('a loss that throws on the way leaves no tensor behind, line search %s', (lineSearch) => {
  const p = new Parameter(tensor([3, -2]));
  const optimizer = new LBFGS([p], { lineSearch, iterations: 4 });
  let calls = 0;
  let failsAt = Infinity;
  const step = (): void =>
    optimizer
      .step(() => {
        optimizer.zeroGrad();
        if (++calls === failsAt) throw new Error('broken');
        return scope(() => {
          const loss = sum(p.square().mul(tensor([1, 10]))).add(sum(p.pow(4)));
          loss.backward();
          return loss.detach();
        });
      })
      .dispose();
  step();
  optimizer.zeroGrad();
  const before = memory().reference;
  failsAt = calls + 3;
  expect(step).toThrow('broken');
  expect(memory().reference).toEqual(before);
});
