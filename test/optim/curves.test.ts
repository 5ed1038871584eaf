import { oneCycle } from 'megagrad/optim';
import { expect, test } from 'vitest';

test('a cycle that rises for one step, or to its end, passes through the peak', () => {
  const oneStep = oneCycle({ steps: 10, rise: 0.1 });
  expect(oneStep(0, 1)).toBe(1);
  expect(oneStep(9, 1)).toBeCloseTo(1 / 250_000, 15);
  const toTheEnd = oneCycle({ steps: 10, rise: 1, shape: 'linear' });
  expect(toTheEnd(0, 1)).toBe(1 / 25);
  expect(toTheEnd(9, 1)).toBe(1);
  expect(toTheEnd(10, 1)).toBeCloseTo(1 / 250_000, 15);
});
