import { describe, expect, test } from 'vitest';
import {
  ArgumentError,
  device,
  GradientError,
  memory,
  Parameter,
  random,
  rand,
  scope,
  ShapeError,
  tensor,
  zeros,
  type Tensor,
} from 'megagrad';
import { Linear, ReLU, Sequential } from 'megagrad/nn';
import * as optim from 'megagrad/optim';
import { problem } from './problem.ts';

const all: Readonly<Record<string, (p: readonly Parameter[]) => optim.Optimizer>> = {
  AdaDelta: (p) => new optim.AdaDelta(p),
  AdaGrad: (p) => new optim.AdaGrad(p),
  Adam: (p) => new optim.Adam(p),
  'Adam, amsgrad': (p) => new optim.Adam(p, { amsgrad: true }),
  AdamW: (p) => new optim.AdamW(p),
  Lion: (p) => new optim.Lion(p, { learningRate: 0.01 }),
  NAdam: (p) => new optim.NAdam(p),
  RAdam: (p) => new optim.RAdam(p),
  RMSProp: (p) => new optim.RMSProp(p, { centered: true, momentum: 0.9 }),
  SGD: (p) => new optim.SGD(p, { momentum: 0.9, nesterov: true }),
};

function run(optimizer: optim.Optimizer, loss: (k: number) => Tensor, from: number, to: number): void {
  for (let k = from; k <= to; k++) {
    scope(() => {
      optimizer.zeroGrad();
      loss(k).backward();
      optimizer.step();
    });
  }
}

test.each(Object.entries(all))('%s writes its name out: a minifier shortens that of its class, and checkpoints hold it', (name, make) => {
  const optimizer = make([new Parameter(tensor([1]))]);
  expect(optimizer.kind).toBe(name.split(',')[0]);
  expect(Object.hasOwn(Object.getPrototypeOf(optimizer) as object, 'kind')).toBe(true);
});

describe('parameter groups', () => {
  test('have their own settings; the learning rate of all is set at once', () => {
    const { w, b, loss, values } = problem();
    const optimizer = new optim.SGD([{ parameters: [w], learningRate: 0.5, weightDecay: 0.1 }, { parameters: [b] }], {
      learningRate: 0.01,
      momentum: 0.9,
    });
    expect(optimizer.groups.map(({ learningRate, weightDecay, momentum }) => ({ learningRate, weightDecay, momentum }))).toEqual([
      { learningRate: 0.5, weightDecay: 0.1, momentum: 0.9 },
      { learningRate: 0.01, weightDecay: 0, momentum: 0.9 },
    ]);
    loss(1).backward();
    optimizer.step();
    // w - 0.5 (c w + 0.1 w) with c = [1, 0.5, 2, 0.1]; b - 0.01 (b^3 + 1)
    const expected = [
      1 - 0.5 * 1.1,
      -2 + 0.5 * (0.5 + 0.1) * 2,
      0.5 - 0.5 * 2.1 * 0.5,
      3 - 0.5 * 0.2 * 3,
      0.1 - 0.01 * (0.001 + 1),
      -0.4 - 0.01 * (-0.064 + 1),
    ];
    values().forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 14));
    optimizer.learningRate = 0.2;
    expect(optimizer.groups.map(({ learningRate }) => learningRate)).toEqual([0.2, 0.2]);
  });

  test('a schedule moves each group from its own rate', () => {
    const { w, b } = problem();
    const optimizer = new optim.SGD([
      { parameters: [w], learningRate: 1 },
      { parameters: [b], learningRate: 0.1 },
    ]);
    new optim.Schedule(optimizer, optim.linearWarmUp({ steps: 2 })).step();
    expect(optimizer.groups.map(({ learningRate }) => learningRate)).toEqual([0.5, 0.05]);
  });
});

describe('frozen parameters and missing gradients', () => {
  for (const [name, make] of Object.entries(all)) {
    test(`${name}: what is frozen or has no gradient stays bit-identical`, () => {
      const { w, b } = problem();
      const before = b.dataSync().slice();
      const optimizer = make([w, b]);
      for (let k = 0; k < 2; k++) {
        optimizer.zeroGrad();
        w.square().sum().backward();
        optimizer.step();
      }
      expect(b.dataSync()).toEqual(before);
      // Frozen with a gradient left over from before.
      w.square().sum().add(b.square().sum()).backward();
      b.setRequiresGrad(false);
      optimizer.step();
      expect(b.dataSync()).toEqual(before);
    });
  }

  test('a parameter that joins late starts at its own step 1', () => {
    const { w, b } = problem();
    const optimizer = new optim.Adam([w, b], { learningRate: 0.1 });
    for (let k = 0; k < 5; k++) {
      optimizer.zeroGrad();
      w.sum().backward();
      optimizer.step();
    }
    optimizer.zeroGrad();
    b.sum().backward();
    optimizer.step();
    // The first step of Adam is the learning rate, against the sign of the gradient.
    b.dataSync().forEach((value, i) => expect(value).toBeCloseTo([0, -0.5][i]!, 8));
  });
});

describe('bad use is caught where it happens', () => {
  test('a step without backward, and a step with all frozen', () => {
    const { w, b, parameters } = problem();
    const optimizer = new optim.Adam(parameters);
    expect(() => optimizer.step()).toThrow(
      new GradientError('Adam.step: no parameter has a gradient. Call loss.backward() after zeroGrad() and before step().'),
    );
    w.setRequiresGrad(false);
    b.setRequiresGrad(false);
    expect(() => optimizer.step()).toThrow(
      new GradientError('Adam.step: no parameter has a gradient. All are frozen: call requireGrad() on what should learn.'),
    );
    expect(optimizer.steps).toBe(0);
  });

  test('no parameters, the same twice, all frozen, freed ones', () => {
    const { w } = problem();
    expect(() => new optim.SGD([])).toThrow(
      new ArgumentError('SGD: there are no parameters to optimize. Pass model.parameters().', 'parameters', []),
    );
    expect(() => new optim.SGD([w, w])).toThrow('SGD: a parameter is in the list twice. Name each parameter once.');
    const frozen = new Linear(2, 1).requireGrad(false);
    expect(() => new optim.RMSProp(frozen.parameters())).toThrow(
      'RMSProp: no parameter requires grad: all 2 are frozen. Call requireGrad() on what should learn.',
    );
    const freed = new Linear(2, 1);
    freed.dispose();
    expect(() => new optim.SGD(freed.parameters())).toThrow(
      'SGD: parameter 0 (weight) was disposed. Return it from its scope, or keep() it, if it is used later.',
    );
  });

  test('clipping without gradients, and to nothing', () => {
    const { parameters, loss } = problem();
    expect(() => optim.clipGradNorm(parameters, 1)).toThrow(
      'clipGradNorm: no parameter has a gradient. Call it after loss.backward() and before optimizer.step().',
    );
    loss(1).backward();
    expect(() => optim.clipGradNorm(parameters, 0)).toThrow(
      'clipGradNorm: maxNorm must be above 0: maxNorm 0. It is the largest norm that gradients keep.',
    );
    expect(() => optim.clipGradValue(parameters, -1)).toThrow(
      'clipGradValue: limit must be above 0: limit -1. It is the largest size that elements keep.',
    );
  });

  test('curves over no steps, and a plateau of NaN', () => {
    expect(() => optim.stepDecay({ size: 0 })).toThrow("stepDecay: size must be above 0: size 0. Count in calls of the schedule's step().");
    expect(() => optim.cosineDecay({ steps: 5, growth: 0.5 })).toThrow(
      'cosineDecay: growth must be at least 1: growth 0.5. 1 keeps all runs equally long.',
    );
    const optimizer = new optim.SGD(problem().parameters);
    expect(() => new optim.ReduceOnPlateau(optimizer, { factor: 2 })).toThrow(
      'ReduceOnPlateau: factor must be between 0 and 1: factor 2. The learning rate is multiplied by it.',
    );
    expect(() => new optim.ReduceOnPlateau(optimizer).step(NaN)).toThrow(
      'ReduceOnPlateau: the value is NaN. Stop the training, or skip the step.',
    );
  });
});

describe('state', () => {
  for (const [name, make] of Object.entries(all)) {
    test(`${name}: saved, made JSON and tensors, and loaded, it goes on with the same bits`, () => {
      const whole = problem();
      run(make(whole.parameters), whole.loss, 1, 5);
      const first = problem();
      const before = make(first.parameters);
      run(before, first.loss, 1, 3);
      const { tensors, rest } = before.getState();
      const second = problem();
      second.w.assign(first.w);
      second.b.assign(first.b);
      const after = make(second.parameters);
      after.setState({
        tensors: Object.fromEntries(Object.entries(tensors).map(([key, each]) => [key, tensor(each.dataSync(), { shape: each.shape })])),
        rest: JSON.parse(JSON.stringify(rest)) as typeof rest,
      });
      expect(after.steps).toBe(3);
      run(after, second.loss, 4, 5);
      expect(second.values()).toEqual(whole.values());
    });
  }

  test('all that does not fit is listed at once, and nothing is changed', () => {
    const { parameters, loss } = problem();
    const source = new optim.Adam(parameters, { learningRate: 0.3 });
    loss(1).backward();
    source.step();
    const target = new optim.SGD([new Parameter(zeros([3]))], { learningRate: 0.1 });
    expect(() => target.setState(source.getState())).toThrow(
      new ShapeError(
        'SGD.setState: the state does not fit the parameters: kind: SGD here, Adam in the state; parameters: 1 here, 2 in the state; 0.m: parameter [3], state [2,2]; 0.v: parameter [3], state [2,2]; 1.m: parameter none, state [2]; 1.v: parameter none, state [2].',
      ),
    );
    expect(target.learningRate).toBe(0.1);
  });

  test('a schedule and a plateau go on from JSON', () => {
    const make = (): { optimizer: optim.SGD; schedule: optim.Schedule; plateau: optim.ReduceOnPlateau } => {
      const optimizer = new optim.SGD(problem().parameters, { learningRate: 1 });
      return {
        optimizer,
        schedule: new optim.Schedule(optimizer, optim.cosineDecay({ steps: 10 })),
        plateau: new optim.ReduceOnPlateau(optimizer, { patience: 1 }),
      };
    };
    const [a, b] = [make(), make()];
    for (let i = 0; i < 4; i++) a.schedule.step();
    b.optimizer.setState(a.optimizer.getState());
    b.schedule.setState(JSON.parse(JSON.stringify(a.schedule.getState())) as optim.ScheduleState);
    expect(b.optimizer.learningRate).toBe(a.optimizer.learningRate);
    a.schedule.step();
    b.schedule.step();
    expect(b.optimizer.learningRate).toBe(a.optimizer.learningRate);
    expect(() => b.schedule.setState({ steps: 1, bases: [1, 2] })).toThrow(
      'Schedule: the state is of another optimizer: 1 groups here, 2 in the state. Make the optimizer as it was.',
    );
    for (const value of [1, 1]) a.plateau.step(value);
    b.plateau.setState(JSON.parse(JSON.stringify(a.plateau.getState())) as optim.PlateauState);
    a.plateau.step(1);
    b.plateau.step(1);
    expect(b.optimizer.learningRate).toBe(a.optimizer.learningRate);
  });
});

describe('memory and snapshots', () => {
  for (const name of ['reference', 'wasm', 'tensorflow'] as const) {
    test(`a step on ${name} leaves parameters and state, and no snapshot changes`, async () => {
      try {
        await device.start(name);
      } catch {
        process.stderr.write(`${name} is absent: optimizer steps are not checked there\n`);
        return;
      }
      // More elements than from which on tensorflow takes another way.
      const w = new Parameter(rand([20_000], { device: name }));
      for (const make of Object.values(all)) {
        const optimizer = make([w]);
        const step = (): void =>
          scope(() => {
            optimizer.zeroGrad();
            w.square().sum().backward();
            optimizer.step();
          });
        step();
        step();
        const before = memory()[name];
        const value = w.detach();
        const { tensors } = optimizer.getState();
        const snapshot = [value, ...Object.values(tensors)];
        const numbers = snapshot.map((each) => each.dataSync().slice());
        step();
        snapshot.forEach((each, i) => expect(each.dataSync()).toEqual(numbers[i]));
        for (const each of snapshot) each.dispose();
        expect(memory()[name]).toEqual(before);
      }
    });
  }

  test('clipping in a scope leaves the clipped gradients and nothing else', () => {
    const { w, parameters, loss } = problem();
    const clip = (): void =>
      scope(() => {
        for (const parameter of parameters) {
          parameter.grad?.dispose();
          parameter.grad = null;
        }
        loss(1).backward();
        optim.clipGradNorm(parameters, 0.1);
        optim.clipGradValue(parameters, 0.01);
      });
    clip();
    const before = memory().reference;
    clip();
    expect(memory().reference).toEqual(before);
    expect(w.grad!.isDisposed).toBe(false);
  });
});

describe('averages', () => {
  test('decay * average + (1 - decay) * W, swapped for an evaluation and back', () => {
    const w = new Parameter(tensor([1, 2]));
    const ema = new optim.EMA([w], { decay: 0.9 });
    w.assign(tensor([2, 4]));
    ema.update();
    w.assign(tensor([4, 8]));
    ema.update();
    ema.swap();
    // 0.9 (0.9 * 1 + 0.1 * 2) + 0.1 * 4
    w.dataSync().forEach((value, i) => expect(value).toBeCloseTo([1.39, 2.78][i]!, 14));
    expect(() => ema.update()).toThrow('EMA: the parameters hold the averages now. Call swap() again before update().');
    ema.swap();
    expect(w.toArray()).toEqual([4, 8]);
  });

  test('warm-up lets the first updates weigh more', () => {
    const w = new Parameter(tensor([0]));
    const ema = new optim.EMA([w], { warmUp: true });
    w.assign(tensor([1]));
    ema.update();
    // min(0.999, 2 / 11) stays of the 0.
    expect(ema.averages[0]!.item()).toBeCloseTo(1 - 2 / 11, 15);
  });

  test('go on from their state; what does not fit is listed', () => {
    const w = new Parameter(tensor([1, 2]));
    const ema = new optim.EMA([w], { decay: 0.5 });
    w.assign(tensor([3, 4]));
    ema.update();
    const other = new optim.EMA([new Parameter(zeros([2]))]);
    other.setState(ema.getState());
    expect(other.averages[0]!.toArray()).toEqual([2, 3]);
    expect(other.updates).toBe(1);
    const misfit = new optim.EMA([new Parameter(zeros([3])), new Parameter(zeros([1]))]);
    expect(() => misfit.setState(ema.getState())).toThrow(
      new ShapeError('EMA.setState: the state does not fit the parameters: 0: parameter [3], state [2]; 1: missing.'),
    );
  });
});

describe('L-BFGS', () => {
  /** Rosenbrock's valley: from (-1.2, 1), minimum 0 at (1, 1). */
  function rosenbrock(): { readonly p: Parameter; readonly loss: () => Tensor } {
    const p = new Parameter(tensor([-1.2, 1]));
    return {
      p,
      loss: () => {
        const [x, y] = [p.slice({ begin: [0], size: [1] }), p.slice({ begin: [1], size: [1] })];
        return y.sub(x.square()).square().mul(100).add(x.sub(1).square()).sum();
      },
    };
  }

  function closure(optimizer: optim.Optimizer, loss: () => Tensor): () => Tensor {
    return () => {
      optimizer.zeroGrad();
      const value = loss();
      value.backward();
      return value;
    };
  }

  test('finds the bottom of Rosenbrock with a line search', () => {
    const { p, loss } = rosenbrock();
    const optimizer = new optim.LBFGS([p], { lineSearch: 'strongWolfe', iterations: 60, evaluations: 200, changeTolerance: 1e-16 });
    optimizer.step(closure(optimizer, loss));
    p.dataSync().forEach((value) => expect(value).toBeCloseTo(1, 6));
  });

  test('ends where the gradient is 0, whatever is left of the iterations', () => {
    const p = new Parameter(tensor([0, 0]));
    const optimizer = new optim.LBFGS([p]);
    let evaluations = 0;
    const run = closure(optimizer, () => p.square().sum());
    optimizer.step(() => {
      evaluations++;
      return run();
    });
    expect(evaluations).toBe(1);
  });

  test('its state goes on with the same bits', () => {
    const options = { lineSearch: 'strongWolfe', iterations: 5 } as const;
    const whole = rosenbrock();
    const reference = new optim.LBFGS([whole.p], options);
    for (let k = 0; k < 2; k++) reference.step(closure(reference, whole.loss));
    const first = rosenbrock();
    const before = new optim.LBFGS([first.p], options);
    before.step(closure(before, first.loss));
    const second = rosenbrock();
    second.p.assign(first.p);
    const after = new optim.LBFGS([second.p], options);
    after.setState(before.getState());
    after.step(closure(after, second.loss));
    expect(second.p.toArray()).toEqual(whole.p.toArray());
  });

  test('leaves its history and nothing else', () => {
    const { p, loss } = rosenbrock();
    const optimizer = new optim.LBFGS([p], { history: 2, iterations: 4 });
    const step = (): void => optimizer.step(closure(optimizer, () => loss())).dispose();
    step();
    step();
    const before = memory().reference;
    step();
    expect(memory().reference).toEqual(before);
  });

  test('awaiting gives the same bits as reading at once', async () => {
    const options = { lineSearch: 'strongWolfe', iterations: 8 } as const;
    const [atOnce, awaited] = [rosenbrock(), rosenbrock()];
    const [a, b] = [new optim.LBFGS([atOnce.p], options), new optim.LBFGS([awaited.p], options)];
    for (let k = 0; k < 2; k++) {
      const first = a.step(closure(a, atOnce.loss)).item();
      expect((await b.stepAsync(closure(b, awaited.loss))).item()).toBe(first);
    }
    expect(awaited.p.toArray()).toEqual(atOnce.p.toArray());
    expect(b.getState().rest).toEqual(a.getState().rest);
  });

  test.each(['at once', 'awaited'])('an error in the closure puts parameters and state back: read %s', async (how) => {
    const { p, loss } = rosenbrock();
    const optimizer = new optim.LBFGS([p], { iterations: 4 });
    const run = closure(optimizer, loss);
    optimizer.step(run);
    const before = [p.toArray(), optimizer.getState().rest];
    let evaluations = 0;
    const failing = (): Tensor => {
      if (++evaluations === 3) throw new Error('on purpose');
      return run();
    };
    const stepped =
      how === 'at once' ? async (): Promise<Tensor> => optimizer.step(failing) : async (): Promise<Tensor> => optimizer.stepAsync(failing);
    await expect(stepped()).rejects.toThrow('on purpose');
    expect([p.toArray(), optimizer.getState().rest]).toEqual(before);
  });

  test('a loss that is not finite moves nothing, and a place without one is left again', () => {
    const p = new Parameter(tensor([1, 2]));
    const optimizer = new optim.LBFGS([p], { learningRate: 10 });
    const nan = optimizer.step(closure(optimizer, () => p.sum().mul(NaN)));
    expect([nan.item(), p.toArray(), optimizer.steps]).toEqual([NaN, [1, 2], 0]);
    // Below 0 the logarithm is NaN: the first direction, -1 at rate 10, leads there.
    const q = new Parameter(tensor([0.5]));
    const updates = new optim.LBFGS([q], { learningRate: 10 });
    const loss = updates.step(closure(updates, () => q.log().sum()));
    expect([loss.item(), q.item()]).toEqual([Math.log(0.5), 0.5]);
    const r = new Parameter(tensor([0]));
    const roots = new optim.LBFGS([r]);
    expect(() => roots.step(closure(roots, () => r.sqrt().sum()))).toThrow(
      new GradientError(
        'LBFGS.step: the gradient is not finite, though the loss is: loss 0, largest element Infinity. Look for a root or a logarithm of 0 in the loss.',
      ),
    );
    expect(r.item()).toBe(0);
  });

  test('what is frozen stays bit-identical, and its state goes on', () => {
    const { p, loss } = rosenbrock();
    const frozen = new Parameter(tensor([3, 4, 5]), { requiresGrad: false });
    const make = (): optim.LBFGS => new optim.LBFGS([frozen, p], { iterations: 3 });
    const optimizer = make();
    optimizer.step(closure(optimizer, loss));
    const again = make();
    again.setState(optimizer.getState());
    again.step(closure(again, loss));
    expect(frozen.toArray()).toEqual([3, 4, 5]);
    // Other parameters move from here: the past is forgotten, not mixed up.
    frozen.setRequiresGrad();
    again.step(closure(again, () => loss().add(frozen.square().sum())));
    expect(frozen.toArray()).not.toEqual([3, 4, 5]);
  });

  test('a loss that is no scalar', () => {
    const { p } = rosenbrock();
    const optimizer = new optim.LBFGS([p]);
    expect(() => optimizer.step(() => p.mul(2))).toThrow(
      'LBFGS.step: the closure must return a scalar loss: loss [2]. Take its mean or sum.',
    );
    expect(() => new optim.LBFGS([p], { iterations: 0 })).toThrow(
      'LBFGS: iterations must be a whole number from 1: iterations 0. Leave it out for the default.',
    );
  });

  test('needs a closure, and one list of parameters', () => {
    expect(() => new optim.LBFGS([{ parameters: rosenbrock().p }] as never)).toThrow(
      'LBFGS: parameters must be Parameters: parameter 0 Object.',
    );
    const grouped = [{ parameters: [rosenbrock().p] }] as unknown;
    expect(() => new optim.LBFGS(grouped as Parameter[])).toThrow(
      'LBFGS: all parameters move as one vector: parameters are in groups. Pass one list.',
    );
    const { p } = rosenbrock();
    expect(() => new optim.LBFGS([p]).step()).toThrow(
      'LBFGS.step: needs the loss again and again: closure undefined. Pass a function that calls zeroGrad() and backward() and returns the loss.',
    );
  });
});

test('a closure runs before the step, and its loss is returned', () => {
  const { parameters, loss } = problem();
  const optimizer = new optim.SGD(parameters, { learningRate: 0.1 });
  const value = optimizer.step(() => {
    const first = loss(1);
    first.backward();
    return first;
  });
  expect(value.item()).toBeCloseTo(1.906425, 12);
});

test('all of them lower the loss of a network', () => {
  for (const [name, make] of Object.entries(all)) {
    random.seed(1);
    const net = new Sequential(new Linear(2, 8), new ReLU(), new Linear(8, 1));
    const optimizer = make(net.parameters());
    const x = tensor([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    const y = tensor([[0], [1], [1], [2]]);
    const loss = (): Tensor => net.forward(x).sub(y).square().mean();
    const before = loss().item();
    run(optimizer, loss, 1, 20);
    expect(loss().item(), name).toBeLessThan(before);
  }
});

describe('settings', () => {
  const parameters = [new Parameter(tensor([1]))];
  const bad: readonly (readonly [string, () => unknown, string])[] = [
    [
      'NaN',
      () => new optim.SGD(parameters, { learningRate: NaN }),
      'SGD: learningRate must be a finite number from 0: learningRate NaN. To climb, negate the loss.',
    ],
    [
      'negative',
      () => new optim.Adam(parameters, { learningRate: -1 }),
      'Adam: learningRate must be a finite number from 0: learningRate -1. To climb, negate the loss.',
    ],
    [
      'infinite',
      () => new optim.AdaGrad(parameters, { epsilon: Infinity }),
      'AdaGrad: epsilon must be a finite number from 0: epsilon Infinity. Leave it out for the default.',
    ],
    [
      'betas of 1',
      () => new optim.AdamW(parameters, { betas: [0.9, 1] }),
      'AdamW: betas must be two numbers from 0 to below 1: betas [0.9, 1]. Leave it out for the default.',
    ],
    [
      'a share above 1',
      () => new optim.RMSProp(parameters, { rho: 1.1 }),
      'RMSProp: rho must be a number from 0 to 1: rho 1.1. Leave it out for the default.',
    ],
    [
      'a text',
      () => new optim.SGD(parameters, JSON.parse('{"momentum":"0.9"}') as object),
      "SGD: momentum must be a finite number from 0: momentum '0.9'. Leave it out for the default.",
    ],
    [
      'a name of PyTorch',
      () => new optim.SGD(parameters, { lr: 0.1 } as never),
      "SGD: there is no setting 'lr'. It has learningRate, momentum, dampening, nesterov, weightDecay.",
    ],
    [
      'in a group',
      () => new optim.Lion([{ parameters, weightDecay: -1 }]),
      'Lion: weightDecay must be a finite number from 0: weightDecay -1. Leave it out for the default.',
    ],
    [
      'a bare number',
      () => new optim.SGD(parameters, 0.1 as never),
      'SGD: options must be an object: options number. Write { learningRate: 0.1 }.',
    ],
    [
      'Nesterov alone',
      () => new optim.SGD(parameters, { nesterov: true }),
      'SGD: nesterov needs a momentum above 0 and no dampening: momentum 0, dampening 0. Set momentum: 0.9.',
    ],
    [
      'a search',
      () => new optim.LBFGS(parameters, { lineSearch: 'wolfe' as 'none' }),
      "LBFGS: lineSearch must be 'none' or 'strongWolfe': lineSearch 'wolfe'. Leave it out for the default.",
    ],
    [
      'a model',
      () => new optim.SGD(new Linear(1, 1) as never),
      'SGD: parameters must be a list: parameters Linear. Pass model.parameters().',
    ],
    [
      'tensors',
      () => new optim.SGD([tensor([1], { requiresGrad: true }) as Parameter]),
      'SGD: parameters must be Parameters: parameter 0 a Tensor. Pass model.parameters(), or new Parameter(tensor) for a leaf of your own.',
    ],
    [
      'half a group',
      () => new optim.SGD([{ parameters }, {}] as never),
      'SGD: group 1 has no list of parameters. Write { parameters: module.parameters(), learningRate: 0.01 } for each.',
    ],
    [
      'averages of a model',
      () => new optim.EMA(new Linear(1, 1) as never),
      'EMA: parameters must be a list: parameters Linear. Pass model.parameters().',
    ],
    [
      'a decay',
      () => new optim.EMA(parameters, { decay: NaN }),
      'EMA: decay must be from 0 to 1: decay NaN. It is the share of the averages that stays.',
    ],
    [
      'an order',
      () => optim.clipGradNorm(parameters, 1, { order: NaN }),
      'clipGradNorm: order must be above 0: order NaN. Take 1, 2 or Infinity.',
    ],
    [
      'a curve',
      () => new optim.Schedule(new optim.SGD(parameters), () => NaN),
      'Schedule: at step 0 of the curve: learningRate must be a finite number from 0: learningRate NaN. To climb, negate the loss.',
    ],
    [
      'no curve',
      () => new optim.Schedule(new optim.SGD(parameters), {} as optim.Curve),
      'Schedule: curve must be a function of step and base rate: curve object. Write cosineDecay({ steps: 100 }).',
    ],
    [
      'no optimizer',
      () => new optim.ReduceOnPlateau({} as optim.Optimizer),
      'ReduceOnPlateau: optimizer must be an Optimizer: optimizer Object. Write new SGD(model.parameters()).',
    ],
    [
      'patience',
      () => new optim.ReduceOnPlateau(new optim.SGD(parameters), { patience: NaN }),
      'ReduceOnPlateau: patience must be at least 0: patience NaN. It counts values that are let pass.',
    ],
    [
      'gamma',
      () => optim.exponentialDecay({ gamma: NaN }),
      'exponentialDecay: gamma must be a finite number from 0: gamma NaN. The learning rate is multiplied by it.',
    ],
    [
      'milestones',
      () => optim.multiStepDecay({ milestones: [1, NaN] }),
      "multiStepDecay: milestones must be numbers of steps from 0: milestones 1,NaN. Count in calls of the schedule's step().",
    ],
    [
      'a rise',
      () => optim.oneCycle({ steps: 10, rise: 2 }),
      'oneCycle: rise must be from 0 to 1: rise 2. It is the share of the steps on the way up.',
    ],
    [
      'a start',
      () => optim.linearWarmUp({ steps: 10, start: NaN }),
      'linearWarmUp: start must be a finite number from 0: start NaN. Leave it out for the default.',
    ],
  ];
  test.each(bad)('that have no use are refused: %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('changed later are checked before anything moves', () => {
    const p = new Parameter(tensor([1]));
    const optimizer = new optim.SGD([p]);
    expect(() => (optimizer.learningRate = NaN)).toThrow('SGD: learningRate must be a finite number from 0: learningRate NaN.');
    optimizer.groups[0]!.learningRate = NaN;
    p.sum().backward();
    expect(() => optimizer.step()).toThrow('SGD.step: learningRate must be a finite number from 0: learningRate NaN.');
    expect([p.item(), optimizer.steps]).toEqual([1, 0]);
    const schedule = new optim.Schedule(new optim.SGD([p], { learningRate: 1 }), (step, base) => (step === 2 ? NaN : base));
    schedule.step();
    expect(() => schedule.step()).toThrow('Schedule: at step 2 of the curve: learningRate must be');
    expect(schedule.steps).toBe(1);
  });
});

describe('a step that cannot be taken moves nothing', () => {
  test('a gradient that backward did not make', () => {
    const [p, q] = [new Parameter(tensor([1])), new Parameter(tensor([2, 3]), { label: 'q' })];
    const optimizer = new optim.Adam([p, q]);
    p.sum().add(q.sum()).backward();
    q.grad = tensor([1]);
    expect(() => optimizer.step()).toThrow(
      new ShapeError('Adam.step: the gradient of parameter 1 (q) has another shape: parameter [2], gradient [1]. Let backward() set it.', {
        parameter: [2],
        gradient: [1],
      }),
    );
    expect([p.item(), optimizer.steps, Object.keys(optimizer.getState().tensors)]).toEqual([1, 0, []]);
  });

  test('a rule that throws keeps what it kept before', () => {
    class Fickle extends optim.Optimizer {
      fails = false;
      constructor(parameters: readonly Parameter[]) {
        super(parameters, { learningRate: 0.1 });
      }
      protected override update(parameter: Parameter, gradient: Tensor, state: optim.State): Tensor {
        state['last'] = gradient.mul(1);
        if (this.fails) throw new Error('on purpose');
        return parameter.sub(gradient);
      }
    }
    const p = new Parameter(tensor([5]));
    const optimizer = new Fickle([p]);
    p.sum().backward();
    optimizer.step();
    optimizer.fails = true;
    p.mul(2).sum().backward();
    expect(() => optimizer.step()).toThrow('on purpose');
    const { tensors, rest } = optimizer.getState();
    expect([p.item(), tensors['0.last']!.item(), rest.parameterSteps]).toEqual([4, 1, [1]]);
  });
});

test('averages that were saved while swapped are still swapped when loaded', () => {
  const w = new Parameter(tensor([1]));
  const ema = new optim.EMA([w], { decay: 0.5 });
  w.assign(tensor([3]));
  ema.update();
  ema.swap();
  const v = new Parameter(w);
  const other = new optim.EMA([v], { decay: 0.5 });
  other.setState(ema.getState());
  expect(() => other.update()).toThrow('EMA: the parameters hold the averages now.');
  other.swap();
  expect([v.item(), other.averages[0]!.item()]).toEqual([3, 2]);
});

test('what is no state is refused and changes nothing', () => {
  const optimizer = new optim.SGD([new Parameter(tensor([1]))], { learningRate: 0.3 });
  const schedule = new optim.Schedule(optimizer, optim.cosineDecay({ steps: 9 }));
  const plateau = new optim.ReduceOnPlateau(optimizer);
  const ema = new optim.EMA(optimizer.parameters());
  for (const [name, owner] of Object.entries({ SGD: optimizer, Schedule: schedule, ReduceOnPlateau: plateau, EMA: ema })) {
    const before = JSON.stringify(owner.getState());
    for (const state of [null, 3, {}, { tensors: {}, rest: {} }, { steps: -1, bases: [1] }])
      expect(() => owner.setState(state as never)).toThrow(
        `${name}.setState: the state is not one that getState() returned. Pass it unchanged.`,
      );
    expect(JSON.stringify(owner.getState())).toBe(before);
  }
  const { tensors, rest } = optimizer.getState();
  expect(() => optimizer.setState({ tensors, rest: { ...rest, settings: [{ learningRate: NaN }] } })).toThrow(
    'SGD.setState: learningRate must be a finite number from 0: learningRate NaN.',
  );
});
