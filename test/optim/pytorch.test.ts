import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { device, mse, Parameter, tensor, zeros, type DeviceName, type Tensor } from 'megagrad';
import { ArrayDataset } from 'megagrad/data';
import { Linear } from 'megagrad/nn';
import * as optim from 'megagrad/optim';
import { fit } from 'megagrad/train';
import { problem } from './problem.ts';

interface Clipped {
  readonly norm: number | null;
  readonly gradients: readonly number[];
}

/** What pytorch.py printed; the problem and its settings are said there. */
const printed = JSON.parse(readFileSync(join(import.meta.dirname, 'pytorch.json'), 'utf8')) as {
  readonly source: string;
  readonly steps: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly lbfgs: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly lbfgsFit: { readonly losses: readonly number[]; readonly parameters: readonly number[] };
  readonly averages: readonly (readonly number[])[];
  readonly schedules: Readonly<Record<string, readonly number[]>>;
  readonly plateaus: Readonly<Record<string, readonly number[]>>;
  readonly clipping: Readonly<Record<string, Clipped>>;
};

type Make = (parameters: readonly Parameter[]) => optim.Optimizer;

const optimizers: Readonly<Record<string, Make>> = {
  SGD: (p) => new optim.SGD(p, { learningRate: 0.1 }),
  'SGD, weight decay': (p) => new optim.SGD(p, { learningRate: 0.1, weightDecay: 0.2 }),
  'SGD, momentum': (p) => new optim.SGD(p, { learningRate: 0.1, momentum: 0.9 }),
  'SGD, momentum, dampening': (p) => new optim.SGD(p, { learningRate: 0.1, momentum: 0.9, dampening: 0.3 }),
  'SGD, Nesterov, weight decay': (p) => new optim.SGD(p, { learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.2 }),
  AdaGrad: (p) => new optim.AdaGrad(p, { learningRate: 0.1 }),
  'AdaGrad, decays': (p) => new optim.AdaGrad(p, { learningRate: 0.1, learningRateDecay: 0.5, weightDecay: 0.2 }),
  AdaDelta: (p) => new optim.AdaDelta(p, { learningRate: 0.5 }),
  'AdaDelta, weight decay': (p) => new optim.AdaDelta(p, { learningRate: 0.5, rho: 0.8, epsilon: 1e-3, weightDecay: 0.2 }),
  RMSProp: (p) => new optim.RMSProp(p, { learningRate: 0.1 }),
  'RMSProp, centered, momentum, weight decay': (p) =>
    new optim.RMSProp(p, { learningRate: 0.1, centered: true, momentum: 0.9, weightDecay: 0.2 }),
  Adam: (p) => new optim.Adam(p, { learningRate: 0.1 }),
  'Adam, weight decay': (p) => new optim.Adam(p, { learningRate: 0.1, betas: [0.8, 0.99], epsilon: 1e-3, weightDecay: 0.2 }),
  'Adam, amsgrad': (p) => new optim.Adam(p, { learningRate: 0.1, betas: [0.5, 0.6], amsgrad: true }),
  AdamW: (p) => new optim.AdamW(p, { learningRate: 0.1 }),
  'AdamW, weight decay': (p) => new optim.AdamW(p, { learningRate: 0.1, weightDecay: 0.3 }),
  NAdam: (p) => new optim.NAdam(p, { learningRate: 0.1 }),
  'NAdam, weight decay': (p) => new optim.NAdam(p, { learningRate: 0.1, momentumDecay: 0.1, weightDecay: 0.2 }),
  RAdam: (p) => new optim.RAdam(p, { learningRate: 0.1 }),
  'RAdam, short memory, weight decay': (p) => new optim.RAdam(p, { learningRate: 0.1, betas: [0.9, 0.9], weightDecay: 0.2 }),
};

/** PyTorch computed in float64 and printed 14 digits. */
const tolerance = 1e-12;

function close(actual: readonly number[], expected: readonly number[], within = tolerance): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) =>
    expect(Math.abs(actual[i]! - value), `element ${i}: ${actual[i]} and ${value}`).toBeLessThan(within * Math.max(1, Math.abs(value))),
  );
}

function walk(make: Make, name: DeviceName = 'reference'): number[][] {
  const { parameters, loss, values } = problem(name);
  const optimizer = make(parameters);
  return [1, 2, 3].map((k) => {
    optimizer.zeroGrad();
    loss(k).backward();
    optimizer.step();
    return values();
  });
}

describe(`three steps are those of ${printed.source}`, () => {
  test('every optimizer that PyTorch ran is compared', () => {
    expect(Object.keys(optimizers)).toEqual(Object.keys(printed.steps));
  });

  for (const [name, make] of Object.entries(optimizers)) {
    test(name, () => {
      walk(make).forEach((values, k) => close(values, printed.steps[name]![k]!));
    });
  }

  test('all on wasm, in float32', async () => {
    await device.start('wasm');
    for (const [name, make] of Object.entries(optimizers))
      walk(make, 'wasm').forEach((values, k) => close(values, printed.steps[name]![k]!, 2e-6));
  });
});

const lbfgs: Readonly<Record<string, (p: readonly Parameter[]) => optim.LBFGS>> = {
  LBFGS: (p) => new optim.LBFGS(p, { learningRate: 0.5, iterations: 4 }),
  'LBFGS, short history': (p) => new optim.LBFGS(p, { learningRate: 1, iterations: 6, history: 2 }),
  'LBFGS, few evaluations': (p) => new optim.LBFGS(p, { learningRate: 0.8, iterations: 6, evaluations: 3 }),
};

describe(`three steps of L-BFGS are those of ${printed.source}`, () => {
  for (const [name, make] of Object.entries(lbfgs)) {
    test(name, () => {
      const { parameters, loss, values } = problem();
      const optimizer = make(parameters);
      const closure = (): Tensor => {
        optimizer.zeroGrad();
        const value = loss(1);
        value.backward();
        return value;
      };
      // Iterations amplify the last digits.
      for (const expected of printed.lbfgs[name]!) {
        const first = optimizer.step(closure).item();
        close([...values(), first], expected, 1e-9);
      }
    });
  }
});

/** The samples of `lbfgs_fit` in pytorch.py. */
const samples = new ArrayDataset(
  [
    [0, 1],
    [1, 0],
    [1, 1],
    [2, 1],
    [0.5, -1],
  ],
  [[1], [2], [2.5], [4], [0]],
);

function regression(): Linear {
  const model = new Linear(2, 1);
  model.weight.assign(tensor([[0.3], [-0.2]]));
  model.bias!.assign(tensor([0.1]));
  return model;
}

describe(`fit drives L-BFGS as the steps of ${printed.source}`, () => {
  test.each([1, 5])('in %i batches of a step', async (batches) => {
    const model = regression();
    const optimizer = new optim.LBFGS(model.parameters(), { learningRate: 0.5, iterations: 4 });
    const settings = { data: samples, loss: mse, optimizer, shuffle: false, batchSize: 5 / batches, accumulate: batches };
    const { losses } = await fit(model, { ...settings, steps: 3 });
    close(losses, printed.lbfgsFit.losses, 1e-9);
    close([...model.weight.dataSync(), ...model.bias!.dataSync()], printed.lbfgsFit.parameters, 1e-9);
  });
});

test(`averages are those of ${printed.source}`, () => {
  const { w, b, parameters, loss } = problem();
  const optimizer = new optim.SGD(parameters, { learningRate: 0.1 });
  const step = (k: number): void => {
    optimizer.zeroGrad();
    loss(k).backward();
    optimizer.step();
  };
  step(1);
  const ema = new optim.EMA([w, b], { decay: 0.9 });
  for (const [i, expected] of printed.averages.entries()) {
    if (i > 0) {
      step(i + 1);
      ema.update();
    }
    close(
      ema.averages.flatMap((average) => [...average.dataSync()]),
      expected,
    );
  }
});

const curves: Readonly<Record<string, optim.Curve>> = {
  stepDecay: optim.stepDecay({ size: 3, gamma: 0.5 }),
  multiStepDecay: optim.multiStepDecay({ milestones: [2, 5], gamma: 0.5 }),
  exponentialDecay: optim.exponentialDecay({ gamma: 0.9 }),
  cosineDecay: optim.cosineDecay({ steps: 8, minimum: 0.1 }),
  'cosineDecay, restarts': optim.cosineDecay({ steps: 2, minimum: 0.1, restarts: true, growth: 2 }),
  linearWarmUp: optim.linearWarmUp({ steps: 4, start: 0.25 }),
  'linearWarmUp, then exponentialDecay': optim.linearWarmUp({ steps: 4, start: 0.25, then: optim.exponentialDecay({ gamma: 0.5 }) }),
  oneCycle: optim.oneCycle({ steps: 10 }),
  'oneCycle, linear': optim.oneCycle({ steps: 10, rise: 0.5, shape: 'linear', divisor: 10, finalDivisor: 100 }),
};

const one = (): Parameter => new Parameter(zeros([1]));

describe(`rates are those of ${printed.source}`, () => {
  test('every schedule that PyTorch ran is compared', () => {
    expect(Object.keys(curves)).toEqual(Object.keys(printed.schedules));
  });

  for (const [name, curve] of Object.entries(curves)) {
    test(name, () => {
      const optimizer = new optim.SGD([one()], { learningRate: 0.5 });
      const schedule = new optim.Schedule(optimizer, curve);
      const path = printed.schedules[name]!.map((_, i) => {
        if (i > 0) schedule.step();
        return optimizer.learningRate;
      });
      close(path, printed.schedules[name]!);
    });
  }

  const values = [3, 2, 2, 2, 1.99999, 2, 1, 1, 1, 1, 1, 1];
  const plateaus: Readonly<Record<string, readonly [options: optim.PlateauOptions, values: readonly number[]]>> = {
    min: [{ factor: 0.5, patience: 1 }, values],
    'min, cooldown': [{ factor: 0.5, patience: 1, cooldown: 2, minimum: 0.3 }, values],
    max: [{ mode: 'max', factor: 0.5, patience: 2 }, values.map((value) => 4 - value)],
  };
  for (const [name, [options, given]] of Object.entries(plateaus)) {
    test(`reduceOnPlateau, ${name}`, () => {
      const optimizer = new optim.SGD([one()], { learningRate: 1 });
      const plateau = new optim.ReduceOnPlateau(optimizer, options);
      const path = given.map((value) => {
        plateau.step(value);
        return optimizer.learningRate;
      });
      close(path, printed.plateaus[name]!);
    });
  }
});

const clips: Readonly<Record<string, (p: readonly Parameter[]) => Tensor | undefined>> = {
  norm: (p) => optim.clipGradNorm(p, 1.5),
  'norm not reached': (p) => optim.clipGradNorm(p, 100),
  'norm 1': (p) => optim.clipGradNorm(p, 1.5, { order: 1 }),
  'norm 3': (p) => optim.clipGradNorm(p, 1.5, { order: 3 }),
  'norm Infinity': (p) => optim.clipGradNorm(p, 1.5, { order: Infinity }),
  value: (p) => {
    optim.clipGradValue(p, 0.7);
    return undefined;
  },
};

describe(`clipped gradients are those of ${printed.source}`, () => {
  for (const [name, clip] of Object.entries(clips)) {
    test(name, () => {
      const { parameters, loss } = problem();
      loss(1).backward();
      const norm = clip(parameters);
      const { gradients, norm: expected } = printed.clipping[name]!;
      close(
        parameters.flatMap(({ grad }) => [...grad!.dataSync()]),
        gradients,
      );
      if (expected !== null) close([norm!.item()], [expected]);
    });
  }
});

describe('the equations of the book', () => {
  /** One parameter of 1 with gradients 1, -2, 3: W after each step. */
  function path(make: Make): number[] {
    const w = new Parameter(tensor([1]));
    const optimizer = make([w]);
    return [1, -2, 3].map((g) => {
      optimizer.zeroGrad();
      w.mul(g).sum().backward();
      optimizer.step();
      return w.item();
    });
  }
  const gradients = [1, -2, 3];
  const e = 1e-7;

  test('Momentum: v = a v - lr g; W += v', () => {
    let [w, v] = [1, 0];
    const expected = gradients.map((g) => (w += v = 0.9 * v - 0.1 * g));
    close(
      path((p) => new optim.SGD(p, { learningRate: 0.1, momentum: 0.9 })),
      expected,
    );
  });

  test('Nesterov: W += a^2 v; W -= (1 + a) lr g; v = a v - lr g', () => {
    let [w, v] = [1, 0];
    const expected = gradients.map((g) => {
      w += 0.9 * 0.9 * v - 1.9 * 0.1 * g;
      v = 0.9 * v - 0.1 * g;
      return w;
    });
    close(
      path((p) => new optim.SGD(p, { learningRate: 0.1, momentum: 0.9, nesterov: true })),
      expected,
    );
  });

  test('AdaGrad: h += g^2; W -= lr g / (sqrt(h) + 1e-7)', () => {
    let [w, h] = [1, 0];
    const expected = gradients.map((g) => (w -= (0.1 * g) / (Math.sqrt((h += g * g)) + e)));
    close(
      path((p) => new optim.AdaGrad(p, { learningRate: 0.1, epsilon: e })),
      expected,
    );
  });

  test('RMSprop: h = rho h + (1 - rho) g^2', () => {
    let [w, h] = [1, 0];
    const expected = gradients.map((g) => (w -= (0.1 * g) / (Math.sqrt((h = 0.99 * h + 0.01 * g * g)) + e)));
    close(
      path((p) => new optim.RMSProp(p, { learningRate: 0.1, epsilon: e })),
      expected,
    );
  });

  test('Adam: the correction in the rate, 1e-7 added to the uncorrected root', () => {
    let [w, m, v] = [1, 0, 0];
    const expected = gradients.map((g, i) => {
      const rate = (0.1 * Math.sqrt(1 - 0.999 ** (i + 1))) / (1 - 0.9 ** (i + 1));
      m += 0.1 * (g - m);
      v += 0.001 * (g * g - v);
      return (w -= (rate * m) / (Math.sqrt(v) + e));
    });
    close(
      path((p) => new optim.Adam(p, { learningRate: 0.1, correction: 'rate', epsilon: e })),
      expected,
    );
  });

  test("Lion: the paper's algorithm 2", () => {
    let [w, m] = [1, 0];
    const expected = gradients.map((g) => {
      w -= 0.1 * (Math.sign(0.9 * m + 0.1 * g) + 0.2 * w);
      m = 0.99 * m + 0.01 * g;
      return w;
    });
    close(
      path((p) => new optim.Lion(p, { learningRate: 0.1, weightDecay: 0.2 })),
      expected,
    );
  });
});
