import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ArgumentError, device, memory, mse, noGrad, ones, Parameter, scope, ShapeError, tensor, zeros, type Tensor } from 'megagrad';
import {
  BatchNorm1d,
  Buffer,
  Conv2d,
  Embedding,
  Linear,
  LSTM,
  Module,
  ModuleDict,
  ModuleList,
  ReLU,
  Residual,
  Sequential,
} from 'megagrad/nn';
import { Adam } from 'megagrad/optim';
import { modulePath } from '../../src/graph/module-path.ts';

/** Notes the path under which it runs. */
class Probe extends Module {
  readonly seen: string[] = [];
  override forward(x: Tensor): Tensor {
    this.seen.push(modulePath());
    return x;
  }
}

describe('names', () => {
  class Net extends Module {
    readonly hidden = new Linear(2, 3);
    readonly blocks = [new Linear(3, 3, { bias: false }), new Linear(3, 3, { bias: false })];
    readonly list = new ModuleList([new Linear(3, 1, { bias: false })]);
    readonly dict = new ModuleDict({ small: new Linear(1, 1, { bias: false }) });
    readonly scale = new Parameter(ones([1]));
    readonly mean = new Buffer(zeros([1]));
    override forward(x: Tensor): Tensor {
      return this.blocks.reduce((y, block) => block.forward(y), this.hidden.forward(x));
    }
  }

  test('come from properties, arrays, lists and dictionaries, in the order they were assigned', () => {
    const net = new Net();
    expect(net.namedParameters().map(([name]) => name)).toEqual([
      'scale',
      'hidden.weight',
      'hidden.bias',
      'blocks.0.weight',
      'blocks.1.weight',
      'list.0.weight',
      'dict.small.weight',
    ]);
    expect(net.namedBuffers().map(([name]) => name)).toEqual(['mean']);
    expect(net.namedModules().map(([name]) => name)).toEqual([
      '',
      'hidden',
      'blocks.0',
      'blocks.1',
      'list',
      'list.0',
      'dict',
      'dict.small',
    ]);
  });

  test('come from maps, sets and plain objects too, at any depth, and not twice where these point back', () => {
    class Boxes extends Module {
      readonly map = new Map<string, Module>([['a', new Linear(1, 1, { bias: false })]]);
      readonly set = new Set([new Probe(), new Linear(1, 1, { bias: false })]);
      readonly plain: Record<string, unknown> = { deep: [{ b: new Linear(1, 1, { bias: false }) }], scale: new Parameter(ones([1])) };
      readonly words = { Chicago: 1, 'a.b': [2, 3] };
      readonly date = new Date(0);
      override forward(x: Tensor): Tensor {
        return this.map.get('a')!.forward(x as never) as Tensor;
      }
    }
    const boxes = new Boxes();
    boxes.plain['again'] = boxes.plain;
    const names = boxes.namedParameters().map(([name]) => name);
    expect(names).toEqual(['plain.scale', 'map.a.weight', 'set.1.weight', 'plain.deep.0.b.weight']);
    expect(boxes.forward(ones([1, 1])).node!.modulePath).toBe('map.a');
    boxes.map.set('b.c', new Probe());
    expect(() => boxes.parameters()).toThrow("Boxes: a property name must not contain a dot: 'b.c'.");
  });

  test('a property with a dot is refused', () => {
    const net = new Net();
    Object.assign(net, { 'a.b': new Linear(1, 1) });
    expect(() => net.parameters()).toThrow(new ArgumentError("Net: a property name must not contain a dot: 'a.b'.", 'name', 'a.b'));
  });

  test('nodes know the path of the module that made them', () => {
    const net = new Net();
    const y = net.forward(tensor([[1, 2]]));
    expect(y.node!.modulePath).toBe('blocks.1');
    expect(y.add(1).node!.modulePath).toBe('');
  });
});

describe('the path of a running module', () => {
  test('leads through lists and dictionaries', () => {
    class Net extends Module {
      readonly list = new ModuleList([new Probe(), new Probe()]);
      readonly dict = new ModuleDict({ a: new Probe() });
      override forward(x: Tensor): Tensor {
        for (const probe of this.list) probe.forward(x);
        return this.dict.get('a').forward(x);
      }
    }
    const net = new Net();
    net.forward(ones([1]));
    net.forward(ones([1]));
    expect([...net.list].map(({ seen }) => seen)).toEqual([
      ['list.0', 'list.0'],
      ['list.1', 'list.1'],
    ]);
    expect(net.dict.get('a').seen).toEqual(['dict.a', 'dict.a']);
  });

  test('follows a module that moves to another property, or to another parent', () => {
    class Net extends Module {
      a: Probe | null = new Probe();
      b: Probe | null = null;
      override forward(x: Tensor): Tensor {
        return (this.a ?? this.b)!.forward(x);
      }
    }
    const net = new Net();
    const probe = net.a!;
    net.forward(ones([1]));
    net.a = null;
    net.b = probe;
    net.forward(ones([1]));
    new Sequential({ outer: new Residual(probe) }).forward(ones([1]));
    net.forward(ones([1]));
    expect(probe.seen).toEqual(['a', 'b', 'outer.block', 'b']);
  });

  test('is that of the caller for a module made on the fly, and is put back after an error', () => {
    class Throws extends Module {
      override forward(): never {
        throw new Error('inside');
      }
    }
    class Net extends Module {
      readonly throws = new Throws();
      override forward(x: Tensor): Tensor {
        const probe = new Probe();
        probe.forward(x);
        expect(probe.seen).toEqual(['']);
        return this.throws.forward();
      }
    }
    expect(() => new Net().forward(ones([1]))).toThrow('inside');
    expect(modulePath()).toBe('');
    const probe = new Probe();
    new Sequential(probe).forward(ones([1]));
    expect(probe.seen).toEqual(['0']);
  });
});

describe('errors', () => {
  const wide = new Linear(5, 2);

  test('name the innermost module, in the message and where the stack is printed', () => {
    const net = new Sequential({ body: new Residual(new Sequential(new Linear(3, 3), wide)) });
    const message =
      "Linear: the last axis of x must be 5 long: x [1,3], weight [5,2]. Flatten or transpose x first. In module 'body.block.1'.";
    let caught: unknown;
    try {
      net.forward(ones([1, 3]));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ShapeError);
    expect((caught as ShapeError).message).toBe(message);
    expect((caught as ShapeError).stack).toContain(message);
  });

  test('name it where a model calls a method beside forward', () => {
    class Encoder extends Module {
      readonly rnn = new LSTM(3, 2);
      override forward(x: Tensor): Tensor {
        return this.rnn.unroll(x).state[0];
      }
    }
    expect(() => new Encoder().forward(ones([1, 3]))).toThrow(/single steps\. In module 'rnn'\.$/);
  });

  test('say no more outside of modules, and nothing of errors that are not ours', () => {
    expect(() => wide.forward(ones([1, 3]))).toThrow(/transpose x first\.$/);
    class Throws extends Module {
      override forward(): Tensor {
        throw new RangeError('inside');
      }
    }
    expect(() => new Sequential(new Throws()).forward(ones([1]))).toThrow(new RangeError('inside'));
  });
});

describe('hooks', () => {
  test('see inputs and output, may change both, and come off', () => {
    const layer = new Linear(1, 1, { weight: (shape) => ones(shape), bias: false });
    const seen: unknown[] = [];
    const offBefore = layer.registerForwardPreHook((module, [x]) => {
      expect(module).toBe(layer);
      return [(x as Tensor).mul(10)];
    });
    const offAfter = layer.registerForwardHook((_, [x], output) => {
      seen.push((x as Tensor).item(), (output as Tensor).item());
      return (output as Tensor).add(1);
    });
    expect(layer.forward(tensor([[2]])).item()).toBe(21);
    expect(seen).toEqual([20, 20]);
    offBefore();
    expect(layer.forward(tensor([[2]])).item()).toBe(3);
    offAfter();
    offAfter();
    expect(layer.forward(tensor([[2]])).item()).toBe(2);
  });

  test('that return nothing change nothing', () => {
    const layer = new ReLU();
    let calls = 0;
    layer.registerForwardPreHook(() => void calls++);
    layer.registerForwardHook(() => void calls++);
    expect(layer.forward(tensor([-1, 1])).toArray()).toEqual([0, 1]);
    expect(calls).toBe(2);
  });

  test('reach a layer inside of Sequential, as activations for a picture', () => {
    const net = new Sequential(new Linear(2, 3), new ReLU(), new Linear(3, 1));
    const shapes: string[] = [];
    for (const [path, module] of net.namedModules())
      module.registerForwardHook((_, _inputs, output) => void shapes.push(`${path} ${(output as Tensor).shape.join('x')}`));
    net.forward(ones([4, 2]));
    expect(shapes).toEqual(['0 4x3', '1 4x3', '2 4x1', ' 4x1']);
  });
});

describe('training mode', () => {
  test('is set for all modules below', () => {
    const net = new Sequential(new Sequential(new ReLU()), new ReLU());
    expect(
      net
        .eval()
        .modules()
        .map(({ training }) => training),
    ).toEqual([false, false, false, false]);
    net.at(0).train();
    expect(net.modules().map(({ training }) => training)).toEqual([false, true, true, false]);
  });
});

describe('tied weights', () => {
  class Tied extends Module {
    readonly embedding = new Embedding(5, 3);
    readonly output = new Linear(3, 5, { weight: this.embedding.weight, transposed: true, bias: false });
    override forward(indices: Tensor): Tensor {
      return this.output.forward(this.embedding.forward(indices));
    }
  }

  test('are one parameter: listed, saved and stepped once', () => {
    const net = new Tied();
    expect(net.namedParameters().map(([name]) => name)).toEqual(['embedding.weight']);
    const state = net.stateDict();
    expect(Object.keys(state)).toEqual(['embedding.weight']);
    const optimizer = new Adam(net.parameters());
    net
      .forward(tensor([0, 1], { dtype: 'int32' }))
      .sum()
      .backward();
    optimizer.step();
    expect(net.output.weight).toBe(net.embedding.weight);
    const other = new Tied();
    other.loadStateDict(net.stateDict());
    expect(other.output.weight.toArray()).toEqual(net.embedding.weight.toArray());
  });

  test('the gradient is the sum of both uses', () => {
    const w = new Parameter(tensor([[2]]));
    const net = new Sequential(new Linear(1, 1, { weight: w, bias: false }), new Linear(1, 1, { weight: w, bias: false }));
    net.forward(tensor([[3]])).backward();
    // d(3 w^2) = 6 w
    expect(w.grad!.toArray()).toEqual([[12]]);
  });

  test('another shape is refused, and transposed without a parameter', () => {
    expect(() => new Linear(3, 5, { weight: new Embedding(5, 3).weight })).toThrow(ShapeError);
    expect(() => new Linear(3, 5, { weight: new Embedding(5, 3).weight })).toThrow(
      'weight: the parameter to share has another shape: weight [5,3] (15 elements), expected [3,5]. Share one of the same shape.',
    );
    expect(() => new Linear(3, 5, { transposed: true })).toThrow(
      "Linear: transposed is for a shared weight: weight is an initializer. Leave out transposed, or give another module's parameter.",
    );
  });
});

describe('state dicts', () => {
  const make = (): Sequential => new Sequential({ a: new Linear(2, 3), b: new Linear(3, 1) });

  test('all faults are listed at once, and nothing is changed', () => {
    const net = make();
    const before = net.stateDict();
    const state = { 'a.weight': ones([3, 3]), 'b.weight': ones([3, 1]), 'b.bias': ones([2]), c: ones([1]) };
    expect(() => net.loadStateDict(state)).toThrow(
      new ShapeError(
        'loadStateDict: the state does not fit Sequential: missing: a.bias. unexpected: c. misshaped: a.weight: module [2,3], state [3,3]; b.bias: module [1], state [2]. Load a matching state, or pass strict: false for names.',
      ),
    );
    expect(Object.entries(net.stateDict()).map(([, each]) => each.toArray())).toEqual(
      Object.entries(before).map(([, each]) => each.toArray()),
    );
  });

  test('strict: false takes what fits by name', () => {
    const net = make();
    const unmatched = net.loadStateDict({ 'a.bias': ones([3]), c: ones([1]) }, { strict: false });
    expect(unmatched).toEqual({ missing: ['a.weight', 'b.weight', 'b.bias'], unexpected: ['c'] });
    expect((net.at(0) as Linear).bias!.toArray()).toEqual([1, 1, 1]);
  });

  test('what is no tensor or of another kind of dtype changes nothing', () => {
    const net = make();
    const before = JSON.stringify(net);
    const state = { ...make().stateDict(), 'b.weight': [[1], [2], [3]], 'b.bias': zeros([1], { dtype: 'int32' }) };
    expect(() => net.loadStateDict(state as never)).toThrow(
      'misshaped: b.weight: no tensor but an array; b.bias: module float64, state int32. Load',
    );
    expect(JSON.stringify(net)).toBe(before);
  });

  test('a module stays on its device, whatever the device of the state, and frozen if it is', async () => {
    await device.start('wasm');
    const net = await make().requireGrad(false).to('wasm');
    const tensors = memory().wasm!.tensors;
    const source = make();
    net.loadStateDict(source.stateDict());
    expect(net.parameters().map((each) => [each.device.name, each.dtype, each.requiresGrad])).toEqual(
      new Array(4).fill(['wasm', 'float32', false]),
    );
    expect(memory().wasm!.tensors).toBe(tensors);
    const state = source.stateDict();
    const unreadable = state['b.weight']!.detach();
    unreadable.dataSync = () => {
      throw new Error('lost');
    };
    expect(() => net.loadStateDict({ ...state, 'b.weight': unreadable })).toThrow('lost');
    expect(memory().wasm!.tensors).toBe(tensors);
    expect(JSON.stringify(net)).toBe(JSON.stringify(await source.to('wasm')));
  });

  test('a snapshot does not change with the module', () => {
    const net = make();
    const state = net.stateDict();
    const before = state['a.weight']!.toArray();
    net.parameters()[0]!.assign(zeros([2, 3]));
    expect(state['a.weight']!.toArray()).toEqual(before);
  });

  test('buffers are saved, unless they are not persistent', () => {
    class Net extends Module {
      readonly kept = new Buffer(ones([1]));
      readonly derived = new Buffer(ones([1]), { persistent: false });
      override forward(x: Tensor): Tensor {
        return x;
      }
    }
    expect(Object.keys(new Net().stateDict())).toEqual(['kept']);
  });
});

describe('bad use is caught where it happens', () => {
  const refused: readonly (readonly [string, () => unknown, string])[] = [
    [
      'Linear of other features',
      () => new Linear(3, 2).forward(ones([2, 4])),
      'Linear: the last axis of x must be 3 long: x [2,4], weight [3,2]. Flatten or transpose x first.',
    ],
    [
      'Conv2d of a single image',
      () => new Conv2d(1, 2, 3).forward(ones([5, 5, 1])),
      'Conv2d: x must be [N,H,W,C]: x [5,5,1]. Reshape it, or add the missing axes with expandDims.',
    ],
    [
      'Conv2d with channels first',
      () => new Conv2d(3, 2, 3).forward(ones([2, 3, 8, 8])),
      'Conv2d: x must have 3 channels in its last axis: x [2,3,8,8]. Transpose images that have their channels first.',
    ],
    [
      'groups that divide nothing',
      () => new Conv2d(3, 4, 3, { groups: 2 }),
      'Conv2d: groups must divide the channels: groups 2, inChannels 3, outChannels 4. Use a common divisor of both.',
    ],
    [
      'a list that is called',
      () => new ModuleList([new ReLU()]).forward(),
      'ModuleList: it has no forward. Walk its modules in the forward of the module that has it, or use Sequential.',
    ],
    [
      'a place that is not there',
      () => new ModuleList([new ReLU()]).at(1),
      'ModuleList: there is no module at this place: index 1, length 1.',
    ],
    [
      'a name that Module has',
      () => new ModuleDict({ train: new ReLU() }),
      "ModuleDict: a module cannot have this name, Module has it: name 'train'. Choose another.",
    ],
    [
      'a name that Module has, in Sequential',
      () => new Sequential({ forward: new ReLU() }),
      "Sequential: a layer cannot have this name, Module has it: name 'forward'. Choose another.",
    ],
    [
      'forward as a property',
      () =>
        new (class Arrow extends Module {
          override forward = (x: Tensor): Tensor => x;
        })(),
      'Arrow: forward must be a method: write forward(x) { ... }, not forward = (x) => ...',
    ],
    [
      'a function as a layer',
      () => new Sequential(((x: Tensor) => x) as never),
      'Sequential: takes modules: layer 0 is a function. Wrap functions in a Module, or use an activation module.',
    ],
  ];
  for (const [name, call, message] of refused) {
    test(name, () => {
      expect(call).toThrow(message);
    });
  }
});

test('a module shows its tree, with the shapes of what it has', () => {
  const shared = new Linear(2, 2, { bias: false });
  const net = new Sequential({ first: shared, norm: new BatchNorm1d(2), again: new Residual(shared), last: new Linear(null, 3) });
  const tree = [
    'Sequential',
    '  first: Linear weight [2,2]',
    '  norm: BatchNorm1d weight [2], bias [2], runningMean [2], runningVar [2]',
    '  again: Residual',
    '    block: Linear weight [2,2]',
    '  last: Linear weight [?,3], bias [3]',
  ].join('\n');
  expect(String(net)).toBe(tree);
  expect(inspect(net)).toBe(tree);
});

test('a training step in a scope leaves parameters, gradients and nothing else', () => {
  const net = new Sequential(new Linear(2, 3), new ReLU(), new Linear(3, 1));
  const { device } = net.parameters()[0]!;
  const step = (): void =>
    scope(() => {
      net.zeroGrad();
      mse(net.forward(ones([4, 2])), zeros([4, 1])).backward();
    });
  step();
  const before = device.memory();
  for (let i = 0; i < 3; i++) step();
  expect(device.memory()).toEqual(before);
});

test('frozen parameters are bit-identical after training, and noGrad records nothing', () => {
  const net = new Sequential(new Linear(2, 3), new ReLU(), new Linear(3, 1));
  net.at(0).requireGrad(false);
  const before = net.at(0).stateDict();
  const optimizer = new Adam(net.parameters(), { learningRate: 0.1 });
  const head = net.parameters()[2]!.toArray();
  for (let i = 0; i < 3; i++) {
    optimizer.zeroGrad();
    mse(net.forward(ones([4, 2])), zeros([4, 1])).backward();
    optimizer.step();
  }
  for (const [name, each] of Object.entries(net.at(0).stateDict())) expect(each.dataSync()).toEqual(before[name]!.dataSync());
  expect(net.parameters()[2]!.toArray()).not.toEqual(head);
  expect(noGrad(() => net.forward(ones([1, 2]))).requiresGrad).toBe(false);
});
