import { describe, expect, it } from 'vitest';
import { device, keep, memory, ones, scope, ShapeError, type Tensor } from 'megagrad';
import { tensorsIn } from '../../src/graph/scope.ts';
import { GRU, Linear, LSTM, Module, Sequential } from 'megagrad/nn';

/** Counts its calls: a module of one's own that carries something. */
class Counter extends Module {
  calls = 0;
  override forward(x: Tensor): Tensor {
    return x.add(++this.calls);
  }
  override carried(): unknown {
    return this.calls === 0 ? null : { calls: this.calls };
  }
  override carry(state: unknown): void {
    this.calls = state === null ? 0 : (state as { calls: number }).calls;
  }
}

/** Carries a tensor in the plainest way. */
class Running extends Module {
  sum: Tensor | null = null;
  override forward(x: Tensor): Tensor {
    const before = this.sum;
    this.sum = keep((before === null ? x : x.add(before)).detach());
    before?.dispose();
    return this.sum.mul(1);
  }
  override carried(): unknown {
    return this.sum;
  }
  override carry(state: unknown): void {
    this.sum?.dispose();
    this.sum = state as Tensor | null;
  }
}

function net(): Sequential {
  return new Sequential(
    new LSTM(2, 3, { stateful: true, layers: 2 }),
    new Counter(),
    new GRU(3, 4, { stateful: true, bidirectional: true }),
  );
}

describe('what modules carry', () => {
  const x = ones([2, 5, 2]);

  it('moves with the model to another device, and leaves nothing behind', async () => {
    await device.start('wasm');
    const [stays, moves] = [net(), net()];
    moves.setState(stays.getState());
    for (const model of [stays, moves]) model.forward(x);
    await moves.to('wasm');
    const carried = [...tensorsIn(moves.allCarried())];
    expect(carried.map((tensor) => tensor.device.name)).toEqual(['wasm', 'wasm', 'wasm']);
    for (const tensor of carried) tensor.dispose();
    const before = memory().wasm?.tensors;
    await moves.to('wasm');
    expect(memory().wasm?.tensors).toBe(before);
    const there = moves.forward(await x.to('wasm')).toArray() as number[][][];
    const here = stays.forward(x).toArray() as number[][][];
    // Each counted two calls, and wasm rounds to float32.
    there.flat(2).forEach((value, i) => expect(value).toBeCloseTo(here.flat(2)[i]!, 5));
  });

  it('is part of the state of a model, beside its weights', () => {
    const first = net();
    expect(first.getState().carried).toEqual({});
    first.forward(x);
    const state = first.getState();
    expect(Object.keys(state.carried)).toEqual(['0', '1', '2']);
    const expected = first.forward(x).toArray();
    const second = net();
    second.setState(state);
    expect(second.forward(x).toArray()).toEqual(expected);
    // The snapshot is not moved by what came after it.
    second.setState(state);
    expect(second.forward(x).toArray()).toEqual(expected);
    second.setState({ weights: state.weights, carried: {} });
    expect((second.modules()[1] as LSTM).state).toBe(null);
  });

  it('changes with the weights or not at all', () => {
    const model = net();
    model.forward(x);
    const after = (): unknown => {
      const { weights: own, carried } = model.getState();
      const lists = [...tensorsIn(carried)].map((each) => each.toArray());
      return [lists, Object.values(own).map((each) => each.toArray())];
    };
    const before = after();
    const { weights, carried: good } = model.getState();
    expect(() => model.setState({ weights: {}, carried: {} })).toThrow(ShapeError);
    expect(after()).toEqual(before);
    expect(() => model.setState({ weights, carried: { ...good, '0': [ones([2, 2, 4])] } })).toThrow(
      'LSTM.carry: the state does not fit: state [2,2,4], expected 2 of [2,?,3]. Make the layer as it was.',
    );
    expect(after()).toEqual(before);
    expect(() => model.setState({ weights, carried: { '7': [] } })).toThrow(
      "Sequential: the state has what modules carry that are not here: '7'. Make the model as it was.",
    );
    expect(() => new Linear(1, 1).carry([1])).toThrow(
      'Linear.carry: it carries nothing from one forward to the next. Write carried() and carry().',
    );
    expect(after()).toEqual(before);
  });

  it('is not touched by a summary, of whatever batch size, and goes when the model does', () => {
    const model = net();
    model.forward(x);
    const lstm = model.modules()[1] as LSTM;
    const [h] = lstm.state!;
    const state = h.toArray();
    expect(model.summary([7, 3, 2]).rows.length).toBeGreaterThan(3);
    expect(lstm.state![0].toArray()).toEqual(state);
    expect(model.modules().find((module) => module instanceof Counter)!.calls).toBe(1);
    const [last] = lstm.state!;
    model.dispose();
    expect(lstm.state).toBe(null);
    expect(last.isDisposed).toBe(true);
  });

  it('may be a tensor that a module holds and takes as it is', () => {
    const model = new Sequential(new Running());
    const [, running] = model.modules() as [Module, Running];
    const carries = (): unknown => running.sum?.toArray();
    model.forward(ones([2]));
    const state = model.getState();
    model.summary([3]);
    expect(carries()).toEqual([1, 1]);
    model.forward(ones([2]));
    expect(() => model.setState({ ...state, weights: { stranger: ones([1]) } })).toThrow(ShapeError);
    expect(carries()).toEqual([2, 2]);
    model.setState(state);
    expect(carries()).toEqual([1, 1]);
    model.setState(state);
    expect(carries()).toEqual([1, 1]);
  });

  it('leaves nothing on the device', async () => {
    await device.use('wasm');
    const before = memory().wasm;
    const model = new Sequential(new LSTM(2, 3, { stateful: true }), new Running());
    scope(() => void model.forward(ones([2, 5, 2])));
    const state = model.getState();
    model.setState(state);
    model.summary([7, 3, 2]);
    expect(() => model.setState({ ...state, weights: {} })).toThrow(ShapeError);
    for (const tensor of tensorsIn(state)) tensor.dispose();
    model.dispose();
    expect(memory().wasm).toEqual(before);
  });
});
