import { describe, expect, test } from 'vitest';
import type { KernelAttrs } from '../../../src/backend/device.ts';
import { erf } from '../../../src/backend/reference/erf.ts';
import { Raw } from '../../../src/backend/raw.ts';
import { referenceDevice } from '../../../src/backend/reference/device.ts';
import { bools, download, expectBlock, floats, ints, run, upload, type Block } from './check-values.ts';

const x = [-1.5, -0.25, 0, 0.75, 2];
const unit = [-1, -0.5, 0, 0.25, 1];
const positive = [0.25, 1, 2, 10];

const attrsOf: Readonly<Record<string, KernelAttrs>> = {
  ClipByValue: { clipValueMin: -1, clipValueMax: 1 },
  LeakyRelu: { alpha: 0.1 },
  Step: { alpha: 0.5 },
};

// NumPy 2.4: np.<name>(x) of the arrays above; SciPy 1.17: scipy.special.erf and expit; softplus is np.logaddexp(0, x);
// elu and selu are np.where(x > 0, x, a * np.expm1(x)), for selu times its scale. The others are exact.
const table = [
  ['Abs', x, [1.5, 0.25, 0, 0.75, 2]],
  ['Acos', unit, [3.141592653589793, 2.0943951023931957, 1.5707963267948966, 1.318116071652818, 0]],
  ['Acosh', [1, 1.5, 10], [0, 0.9624236501192069, 2.993222846126381]],
  ['Asin', unit, [-1.5707963267948966, -0.5235987755982989, 0, 0.25268025514207865, 1.5707963267948966]],
  ['Asinh', x, [-1.1947632172871092, -0.24746646154726346, 0, 0.6931471805599453, 1.4436354751788103]],
  ['Atan', x, [-0.982793723247329, -0.24497866312686414, 0, 0.6435011087932844, 1.1071487177940904]],
  ['Atanh', unit, [-Infinity, -0.5493061443340549, 0, 0.25541281188299536, Infinity]],
  ['Ceil', x, [-1, 0, 0, 1, 2]],
  ['ClipByValue', x, [-1, -0.25, 0, 0.75, 1]],
  ['Cos', x, [0.0707372016677029, 0.9689124217106447, 1, 0.7316888688738209, -0.4161468365471424]],
  ['Cosh', x, [2.352409615243247, 1.0314130998795732, 1, 1.2946832846768448, 3.7621956910836314]],
  ['Elu', x, [-0.7768698398515702, -0.22119921692859512, 0, 0.75, 2]],
  ['Erf', x, [-0.9661051464753108, -0.2763263901682369, 0, 0.7111556336535151, 0.9953222650189527]],
  ['Exp', x, [0.22313016014842982, 0.7788007830714049, 1, 2.117000016612675, 7.38905609893065]],
  ['Expm1', x, [-0.7768698398515702, -0.22119921692859512, 0, 1.1170000166126746, 6.38905609893065]],
  ['Floor', x, [-2, -1, 0, 0, 2]],
  ['LeakyRelu', x, [-0.15, -0.025, 0, 0.75, 2]],
  ['Log', positive, [-1.3862943611198906, 0, 0.6931471805599453, 2.302585092994046]],
  ['Log1p', positive, [0.22314355131420976, 0.6931471805599453, 1.0986122886681098, 2.3978952727983707]],
  ['Neg', x, [1.5, 0.25, 0, -0.75, -2]],
  ['Reciprocal', [-2, 0.25, 0, Infinity], [-0.5, 4, Infinity, 0]],
  ['Relu', x, [0, 0, 0, 0.75, 2]],
  ['Relu6', [-1, 3, 6, 7], [0, 3, 6, 6]],
  ['Round', [-2.5, -1.5, -0.4, 0.5, 1.5, 2.5, 2.6, Infinity], [-2, -2, 0, 0, 2, 2, 3, Infinity]],
  ['Rsqrt', positive, [2, 1, 0.7071067811865475, 0.31622776601683794]],
  ['Selu', x, [-1.3658143533672527, -0.3888901974781189, 0, 0.7880257405166103, 2.101401974710961]],
  ['Sigmoid', x, [0.18242552380635635, 0.43782349911420193, 0.5, 0.679178699175393, 0.8807970779778823]],
  ['Sign', x, [-1, -1, 0, 1, 1]],
  ['Sin', x, [-0.9974949866040544, -0.24740395925452294, 0, 0.6816387600233341, 0.9092974268256817]],
  ['Sinh', x, [-2.1292794550948173, -0.2526123168081683, 0, 0.82231673193583, 3.6268604078470186]],
  ['Softplus', x, [0.2014132779827524, 0.5759394198788436, 0.6931471805599453, 1.1368710061148999, 2.1269280110429727]],
  ['Sqrt', positive, [0.5, 1, 1.4142135623730951, 3.1622776601683795]],
  ['Square', x, [2.25, 0.0625, 0, 0.5625, 4]],
  ['Step', x, [0.5, 0.5, 0.5, 1, 1]],
  ['Tan', x, [-14.101419947171719, -0.25534192122103627, 0, 0.9315964599440725, -2.185039863261519]],
  ['Tanh', x, [-0.9051482536448665, -0.24491866240370913, 0, 0.6351489523872873, 0.9640275800758169]],
] as const;

function runOn(name: string, x: Raw): Block {
  return download(referenceDevice.run(name, { x }, attrsOf[name] ?? {}) as Raw);
}

function apply(name: string, x: Block): Block {
  return runOn(name, upload(x));
}

describe.each(table)('%s', (name, arguments_, results) => {
  test('has the published values', () => expectBlock(apply(name, floats(arguments_)), floats(results)));

  test('is the same of each scalar', () => {
    for (let i = 0; i < arguments_.length; i++) expectBlock(apply(name, floats(arguments_[i]!)), floats(results[i]!));
  });

  test('takes a single element in a typed array', () => {
    const raw = new Raw(Float64Array.of(arguments_[1]), [], 'float64', referenceDevice);
    expectBlock(runOn(name, raw), floats(results[1]));
  });

  test('hands NaN on, of a scalar too', () => {
    expectBlock(apply(name, floats([NaN, NaN])), floats([NaN, NaN]));
    expectBlock(apply(name, floats(NaN)), floats(NaN));
  });

  test('keeps an empty axis', () => expectBlock(apply(name, floats([], [2, 0])), floats([], [2, 0])));
});

describe('tests of an element give bool', () => {
  const odd = floats([NaN, Infinity, -Infinity, 0, 1]);

  test('IsNan', () => expectBlock(run('IsNan', { x: odd }), bools([1, 0, 0, 0, 0])));
  test('IsInf', () => expectBlock(run('IsInf', { x: odd }), bools([0, 1, 1, 0, 0])));
  test('IsFinite', () => expectBlock(run('IsFinite', { x: odd }), bools([0, 0, 0, 1, 1])));
  test('LogicalNot', () => expectBlock(run('LogicalNot', { x: bools([0, 1]) }), bools([1, 0])));
  test('of a scalar', () => expectBlock(run('IsNan', { x: floats(NaN) }), bools(1)));
});

describe('dtype', () => {
  test('arithmetic of integers stays int32', () => {
    expectBlock(run('Neg', { x: ints([1, -2]) }), ints([-1, 2]));
    expectBlock(run('Abs', { x: ints(-3) }), ints(3));
    expectBlock(run('Relu', { x: ints([-1, 2]) }), ints([0, 2]));
  });

  test('square wraps as int32 does', () => expectBlock(run('Square', { x: ints([65536]) }), ints([0])));
  test('a transcendental function of integers is a float', () => expectBlock(run('Exp', { x: ints([0]) }), floats([1])));
  test('arithmetic of bool gives int32', () => expectBlock(run('Neg', { x: bools([1, 0]) }), ints([-1, 0])));
});

describe('stable forms', () => {
  test('Sigmoid: overflow', () => expectBlock(run('Sigmoid', { x: floats([-800, 800]) }), floats([0, 1])));
  // scipy.special.expit(-700)
  test('Sigmoid: underflow', () => expect(run('Sigmoid', { x: floats(-700) }).values[0]! / 9.859676543759769e-305).toBeCloseTo(1, 14));
  test('Softplus: overflow', () => expectBlock(run('Softplus', { x: floats([800, Infinity, -Infinity]) }), floats([800, Infinity, 0])));
  // exp(-40) = 4.248354255291589e-18 (NumPy), which log(1 + exp(x)) rounds to 0.
  test('Softplus: underflow', () => expect(run('Softplus', { x: floats(-40) }).values[0]! / 4.248354255291589e-18).toBeCloseTo(1, 14));
  test('Elu: small', () => expect(run('Elu', { x: floats(-1e-12) }).values[0]! / -1e-12).toBeCloseTo(1, 11));
});

describe('erf', () => {
  // mpmath 1.3: mp.dps = 25; mp.erf(x), to 18 digits, in each of the three ranges and at their ends.
  test.each([
    [1e-10, 1.12837916709551262e-10],
    [0.4, 0.428392355046668476],
    [0.46875, 0.492613473217937992],
    [0.5, 0.520499877813046538],
    [1, 0.842700792949714869],
    [3, 0.999977909503001415],
    [4, 0.9999999845827421],
    [4.5, 0.999999999803383956],
    [5.9, 0.999999999999999928],
    [7, 1],
    [Infinity, 1],
  ])('of %d to double precision, and odd', (at, value) => {
    expect(Math.abs(erf(at) / value - 1)).toBeLessThan(5e-16);
    expect(erf(-at)).toBe(-erf(at));
  });
});
