/**
 * The error function to double precision.
 *
 * Three rational approximations: W. J. Cody, "Rational Chebyshev Approximations for the Error Function",
 * Mathematics of Computation 23 (1969), pages 631-637; coefficients highest power first.
 */
export function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude <= 0.46875) return x * ratio(near, x * x);
  // erfc(6) is 2e-17, less than half a unit in the last place of 1.
  if (magnitude >= 6) return Math.sign(x);
  return Math.sign(x) * (1 - complement(magnitude));
}

function complement(x: number): number {
  const scale = Math.exp(-x * x);
  if (x <= 4) return scale * ratio(middle, x);
  const t = 1 / (x * x);
  return (scale * (1 / Math.sqrt(Math.PI) - t * ratio(far, t))) / x;
}

interface Rational {
  readonly above: readonly number[];
  readonly below: readonly number[];
}

/** erf(x) / x in x^2, for x up to 0.46875. */
const near: Rational = {
  above: [1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3],
  below: [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3],
};

/** exp(x^2) erfc(x) in x, for x from 0.46875 to 4. */
const middle: Rational = {
  above: [
    2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2, 8.8195222124176909e2,
    1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
  ],
  below: [
    1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3, 3.29079923573345963e3,
    4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
  ],
};

/** The correction to 1 / sqrt(pi) in 1 / x^2, for x above 4. */
const far: Rational = {
  above: [
    1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2,
    6.58749161529837803e-4,
  ],
  below: [1, 2.56852019228982242, 1.87295284992346047, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3],
};

function ratio({ above, below }: Rational, t: number): number {
  return polynomial(above, t) / polynomial(below, t);
}

function polynomial(coefficients: readonly number[], t: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * t + coefficient;
  return sum;
}
