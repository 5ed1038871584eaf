import {
  ArgumentError,
  concat,
  defineOp,
  expr,
  ExprError,
  kernel,
  matMul,
  MegagradError,
  mul,
  mse,
  pow,
  ShapeError,
  softmax,
  sum,
  tensor,
  type ExprValue,
  type Tensor,
} from 'megagrad';
import { describe, expect, it } from 'vitest';

const x = tensor([[1, -2]]);
const w = tensor([[3, 0], [0, 4]]); // prettier-ignore

/** What goes wrong: the problem, and the line with the character that it points at. */
function failure(run: () => unknown): { problem: string; line: string; at: string; cause: unknown } {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ExprError)) throw error;
    const [problem = '', , line = '', caret = ''] = error.message.split('\n');
    expect(line.slice(2)).toBe(error.source.split('\n').find((part) => line.slice(2) === part));
    expect(caret.indexOf('^') - 2).toBe(error.position - (error.source.lastIndexOf('\n', error.position - 1) + 1));
    return { problem, line: line.slice(2), at: error.source.slice(error.position), cause: error.cause };
  }
  throw new Error('nothing was thrown');
}

describe('expr', () => {
  it('computes the formula of the README, and its gradient', () => {
    const weight = tensor([[3, 0], [0, 4]], { requiresGrad: true }); // prettier-ignore
    const y = expr`relu(${x} @ ${weight} + ${1}) ** 2 / 2`;
    expect(y.toArray()).toEqual([[8, 0]]);
    y.sum().backward();
    // dy/dw = xᵀ relu(xw + 1) where that is positive
    expect(weight.grad!.toArray()).toEqual([[4, 0], [-8, 0]]); // prettier-ignore
  });

  it('binds as mathematics does: powers from the right, before a minus in front', () => {
    expect(expr`-2 ** 2`.item()).toBe(-4);
    expect(expr`2 ** -1`.item()).toBe(0.5);
    expect(expr`2 ** 3 ** 2`.item()).toBe(512);
    expect(expr`8 / 4 / 2`.item()).toBe(1);
    expect(expr`8 - 4 - 2`.item()).toBe(2);
    expect(expr`2 + 3 * 4`.item()).toBe(14);
    expect(expr`(2 + 3) * 4`.item()).toBe(20);
    expect(expr`- - 1 + + 2`.item()).toBe(3);
    expect(expr`-${x} ** 2`.toArray()).toEqual([[-1, -4]]);
    expect(expr`1.5e1 + .5 + 2.`.item()).toBe(17.5);
  });

  it('gives attributes by place, by name, and as an object', () => {
    const m = tensor([[1, 2], [3, 4]]); // prettier-ignore
    expect(expr`sum(${m}, 0)`.toArray()).toEqual([4, 6]);
    expect(expr`sum(${m}, axis=1, keepDims=true)`.toArray()).toEqual([[3], [7]]);
    expect(expr`sum(${m}, 1, true)`.toArray()).toEqual([[3], [7]]);
    expect(expr`sum(${m}, ${{ axis: 0 }}, keepDims = true)`.toArray()).toEqual([[4, 6]]);
    expect(expr`clip(${m}, 2, 3)`.toArray()).toEqual([[2, 2], [3, 3]]); // prettier-ignore
    expect(expr`clip(${m}, max=3)`.toArray()).toEqual([[1, 2], [3, 3]]); // prettier-ignore
    expect(expr`reshape(${m}, [2 * 2])`.toArray()).toEqual([1, 2, 3, 4]);
    expect(expr`cast(${m}, 'int32')`.dtype).toBe('int32');
    expect(expr`mse(${m}, ${m} * 0, reduction="sum")`.item()).toBe(30);
    expect(expr`sub(b=${m}, a=10)`.toArray()).toEqual([[9, 8], [7, 6]]); // prettier-ignore
    expect(expr`trace(${m}, offset=1)`.item()).toBe(2);
    expect(expr`swapAxes(${m}, second=1, first=0)`.toArray()).toEqual([[1, 3], [2, 4]]); // prettier-ignore
  });

  it('takes lists, and parts of what gives several tensors', () => {
    const v = tensor([3, 1, 2]);
    expect(expr`concat([${v}, ${v} * 2], axis=0)`.toArray()).toEqual([3, 1, 2, 6, 2, 4]);
    expect(expr`topK(${v}, 2).values`.toArray()).toEqual([3, 2]);
    expect(expr`split(${v}, [1, 2])[1]`.toArray()).toEqual([1, 2]);
    expect(expr`einsum('i,i->', ${v}, ${v})`.item()).toBe(14);
    expect(expr`concat(unstack(${x}))`.toArray()).toEqual([1, -2]);
  });

  it('calls what comes through a hole', () => {
    const cube = defineOp({
      name: 'cube',
      inputs: ['x'],
      outShape: ({ x }) => x.shape,
      forward: ({ x }) => kernel('Multiply', { a: x, b: kernel('Square', { x }) }),
      vjp: (saving) => ({ x: saving(['x'], (g, { x }) => mul(mul(g, pow(x, 2)), 3)) }),
    });
    expect(expr`${cube}(${x}) + 1`.toArray()).toEqual([[2, -7]]);
    expect(expr`${sum}(${x}, 1)`.toArray()).toEqual([-1]);
    expect(expr`${sum}(${x}, axis=0)`.toArray()).toEqual([1, -2]);
    expect(expr`${(a: Tensor, b: Tensor) => matMul(a, b)}(${x}, ${w})`.toArray()).toEqual([[3, -8]]);
  });

  it('reads a template once', () => {
    const calls = [1, 2, 3].map(
      (n) => ((template: TemplateStringsArray, ...holes: ExprValue[]) => ({ template, y: expr(template, ...holes) }))`${n} + 1`,
    );
    expect(calls.map(({ y }) => y.item())).toEqual([2, 3, 4]);
    let reads = 0;
    const parts = ['', ' + 1'];
    const template = Object.defineProperty([...parts], 'raw', { get: () => (reads++, parts) }) as unknown;
    const at = template as TemplateStringsArray;
    expect([expr(at, 1).item(), expr(at, 2).item()]).toEqual([2, 3]);
    expect(reads).toBe(1);
  });

  it('sums 20,000 terms without exhausting the call stack', () => {
    const parts = [Array.from({ length: 20_000 }, () => '1').join(' + ')];
    expect(expr(Object.assign([...parts], { raw: parts })).item()).toBe(20_000);
  });

  it.each([
    [() => expr``, 'expected an operand, got the end', ''],
    [() => expr`1 +`, 'expected an operand, got the end', ''],
    [() => expr`relu(${x} @ )`, "expected an operand, got ')'", ')'],
    [() => expr`2 ${x}`, "expected an operator, got '${0}'", '${0}'],
    [() => expr`(1 + 2`, "expected ')', got the end", ''],
    [() => expr`1\n + 2 ^ 3`, "unexpected '\\'", '\\n + 2 ^ 3'],
    [
      () => expr`1
      + 2 ^ 3`,
      "unexpected '^'",
      '^ 3',
    ],
    [() => expr`1 + 'a`, "unexpected '''", "'a"],
    [() => expr`relux(${x})`, "no op is called 'relux'", 'relux(${0})'],
    [() => expr`Log_Softmax(${x})`, "no op is called 'Log_Softmax'", 'Log_Softmax(${0})'],
    [() => expr`constructor(${x})`, "no op is called 'constructor'", 'constructor(${0})'],
    [() => expr`y + 1`, "unknown name 'y'", 'y + 1'],
    [() => expr`1 + relu`, "'relu' is an op and has no operands", 'relu'],
    [() => expr`relu()`, "relu needs 'x'", 'relu()'],
    [() => expr`relu(${x}, ${x})`, 'relu takes one argument', '${1})'],
    [() => expr`sum(${x}, axs=0)`, "sum has no argument 'axs'", 'axs=0)'],
    [() => expr`sum(${x}, axis=0, axis=1)`, "'axis' is given twice", 'axis=1)'],
    [() => expr`add(${x}, a=1)`, "'a' is given twice", 'a=1)'],
    [() => expr`sum(${x}, axis=0, 1)`, 'an argument without a name comes after one with a name', '1)'],
    [() => expr`split(${x}, 1)[a]`, "expected a whole number, got 'a'", 'a]'],
    [() => expr`topK(${x}, 1)`, 'a formula gives one tensor, got an object', 'topK(${0}, 1)'],
    [() => expr`topK(${x}, 1).constructor`, 'position 14: an object has no part', 'constructor'],
    [() => expr`${x}(2)`, 'position 0: only an op or a function can be called, got a tensor', '${0}(2)'],
  ])('points at the character: %s', (run, problem, at) => {
    const found = failure(run);
    expect(found.problem).toContain(`expr: ${problem}`);
    expect(found.at).toBe(at);
  });

  it('says what to write instead', () => {
    expect(failure(() => expr`Log_Softmax(${x})`).problem).toContain('Did you mean logSoftmax(...)?');
    expect(failure(() => expr`2 ^ 3`).problem).toContain('powers are written **');
    expect(failure(() => expr`w * ${x}`).problem).toContain('Put your variable in as ${w}.');
  });

  it("points at the op that failed, with the op's own error as cause", () => {
    const { problem, at, cause } = failure(() => expr`relu(${x} @ ${w}) + ${tensor([1, 2, 3])}`);
    expect(at).toBe('+ ${2}');
    expect(problem).toContain('add: cannot broadcast');
    expect(cause).toBeInstanceOf(ShapeError);
    expect(failure(() => expr`1 + relu('a')`).cause).toBeInstanceOf(ArgumentError);
    expect(failure(() => expr`1 + relu('a')`).at).toBe("relu('a')");
    expect(new ExprError('no', 'a', 0)).toBeInstanceOf(MegagradError);
  });

  it('refuses brackets nested without end', () => {
    const parts = ['('.repeat(100_000)];
    expect(failure(() => expr(Object.assign([...parts], { raw: parts }))).problem).toContain('nested more than 200 deep');
    const minus = [`${'-'.repeat(100_000)}1`];
    expect(failure(() => expr(Object.assign([...minus], { raw: minus }))).problem).toContain('nested more than 200 deep');
  });

  it('is the functional form', () => {
    expect(expr`softmax(${x}, -1)`.toArray()).toEqual(softmax(x, -1).toArray());
    expect(expr`mse(${x}, ${x} ** 2)`.toArray()).toEqual(mse(x, pow(x, 2)).toArray());
    expect(expr`concat([${x}, ${x}])`.toArray()).toEqual(concat([x, x]).toArray());
  });
});
