import { add, Generator, grad, matMul, mul, randn, sigmoid, stack, tanh, zeros, type Tensor } from 'megagrad';
import { LSTM, RNN, type LSTMCell, type RNNCell } from 'megagrad/nn';
import { gradcheck } from 'megagrad/testing';
import type { Context, Program } from '../program.ts';
import { rounding } from '../common/rounding.ts';

const [batch, inputs, hidden, steps] = [3, 4, 5, 6];
const none = (): Tensor => zeros([batch, hidden]);
const difference = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

/** A state and an input give the next state, by the book's formula. */
type Formula<State> = (x: Tensor, state: State) => State;

/** Columns of gate number `gate`, where several lie side by side. */
function columns(x: Tensor, gate: number): Tensor {
  const begin = [...x.shape.slice(0, -1).map(() => 0), gate * hidden];
  return x.slice({ begin, size: [...x.shape.slice(0, -1), hidden] });
}

/** h = tanh(x Wx + h Wh + b). */
function rnnFormula({ weightInput, weightHidden, biasInput }: RNNCell): Formula<Tensor> {
  return (x, h) => tanh(matMul(x, weightInput).add(matMul(h, weightHidden)).add(biasInput!));
}

/** Gates f, i, o and new memory g; c = f c + g i; h = o tanh(c). */
function lstmFormula({ weightInput, weightHidden, biasInput }: LSTMCell): Formula<readonly [h: Tensor, c: Tensor]> {
  return (x, [h, c]) => {
    // Ours lie in the order i, f, g, o.
    const [i, f, g, o] = [0, 1, 2, 3].map((gate) =>
      matMul(x, columns(weightInput, gate))
        .add(matMul(h, columns(weightHidden, gate)))
        .add(columns(biasInput!, gate)),
    ) as [Tensor, Tensor, Tensor, Tensor];
    const memory = add(mul(sigmoid(f), c), mul(tanh(g), sigmoid(i)));
    return [mul(sigmoid(o), tanh(memory)), memory];
  };
}

/** Outputs and gradients of a layer, over a sequence, against those of a formula, and its gradients against differences. */
function check({ figure }: Context, row: number, layer: RNN | LSTM, name: string, byFormula: (xs: readonly Tensor[]) => Tensor): void {
  const generator = new Generator(row);
  const xs = Array.from({ length: steps }, () => randn([batch, inputs], { generator }));
  const [ours, theirs] = [layer.forward(stack(xs, { axis: 1 })), byFormula(xs)];
  const off = difference(ours, theirs);
  figure({ row, name, ours: off.toExponential(0), met: off < rounding() });

  const [byLayer, composed] = [ours, theirs].map((h) => grad(h.square().sum(), layer.parameters())) as [Tensor[], Tensor[]];
  const apart = Math.max(...byLayer.map((gradient, i) => difference(gradient, composed[i]!)));
  const { worstRelativeError } = gradcheck(layer, [stack(xs, { axis: 1 })], { rtol: 1 });
  figure({
    row,
    name: `its gradients through ${steps} steps against those of the formula, and against differences`,
    ours: `${apart.toExponential(0)}, ${worstRelativeError.toExponential(0)}`,
    met: apart < rounding() && worstRelativeError < 1e-6,
  });
}

/** Truncated backpropagation through time: values go on past the cut, gradients do not. */
function checkTruncation({ figure }: Context, cell: RNNCell): void {
  const generator = new Generator(1);
  const xs = Array.from({ length: steps }, () => randn([batch, inputs], { generator, requiresGrad: true }));
  const cut = steps / 2;
  let h = none();
  let start = h;
  xs.forEach((x, t) => {
    if (t === cut) h = start = h.detach();
    h = cell.forward(x, h);
  });
  cell.zeroGrad();
  h.square().sum().backward();
  const reached = xs.map((x) => (x.grad === null ? '-' : 'x')).join('');
  const whole = xs.reduce((state, x) => cell.forward(x, state), none());
  const same = difference(h, whole) === 0;
  figure({
    row: 43,
    name: `steps that the gradient reaches, h cut off after ${cut} of ${steps}`,
    ours: `${reached}, h ${same ? 'unchanged' : 'changed'}`,
    met: reached === '---xxx' && same,
  });

  // The truncated gradient is the whole one of the steps behind the cut, from a state that is given.
  const given = [start, ...xs.slice(cut)].map((x) => x.detach());
  const behind = (wx: Tensor, wh: Tensor, b: Tensor, state: Tensor, ...rest: Tensor[]): Tensor =>
    rest
      .reduce((before, x) => tanh(matMul(x, wx).add(matMul(before, wh)).add(b)), state)
      .square()
      .sum();
  const { weightInput, weightHidden, biasInput } = cell;
  const parameters = [weightInput, weightHidden, biasInput!] as const;
  const [state, ...rest] = given as [Tensor, ...Tensor[]];
  const gradients = grad(behind(...parameters, state, ...rest), parameters);
  const apart = Math.max(...gradients.map((gradient, i) => difference(gradient, parameters[i]!.grad!)));
  const { worstRelativeError } = gradcheck(behind, [...parameters, ...given], { rtol: 1 });
  figure({
    row: 43,
    name: 'truncated gradients against those of the steps behind the cut, and against differences',
    ours: `${apart.toExponential(0)}, ${worstRelativeError.toExponential(0)}`,
    met: apart < rounding() && worstRelativeError < 1e-6,
  });
}

export const program: Program = {
  name: 'ch08-deep-learning/recurrent-cells',
  title: 'cells that remember, against their formulas, and backpropagation through time',
  device: 'reference',
  async run(context) {
    const generator = new Generator(context.seed);
    const rnn = new RNN(inputs, hidden, { bias: 'one', generator });
    const cell = rnn.layers[0] as RNNCell;
    check(context, 43, rnn, `outputs of an RNN over ${steps} steps against h = tanh(x Wx + h Wh + b)`, (xs) => {
      const step = rnnFormula(cell);
      let h = none();
      return stack(
        xs.map((x) => (h = step(x, h))),
        { axis: 1 },
      );
    });
    checkTruncation(context, cell);

    const lstm = new LSTM(inputs, hidden, { bias: 'one', generator });
    check(context, 44, lstm, `outputs of an LSTM over ${steps} steps against f, g, i, o, c = f c + g i, h = o tanh c`, (xs) => {
      const step = lstmFormula(lstm.layers[0] as LSTMCell);
      let state: readonly [Tensor, Tensor] = [none(), none()];
      return stack(
        xs.map((x) => (state = step(x, state))[0]),
        { axis: 1 },
      );
    });
  },
};
