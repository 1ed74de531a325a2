/** @file Functions of one number that JavaScript's Math does not have. */

/** The sum of coefficients times powers, the highest first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) sum = sum * x + coefficients[i]!;
  return sum;
}

// W. J. Cody: Rational Chebyshev approximations for the error function, Math. Comp. 23 (1969), 631–637.
// Three ranges, each a quotient of two polynomials, with a relative error below 1e-16. Highest power first.
const SMALL_TOP = [
  1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2,
  3.20937758913846947e3,
];
const SMALL_BOTTOM = [
  1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3,
];
const MIDDLE_TOP = [
  2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
  2.98635138197400131e2, 8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3,
  1.23033935479799725e3,
];
const MIDDLE_BOTTOM = [
  1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
  3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
];
const LARGE_TOP = [
  1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
  1.60837851487422766e-2, 6.58749161529837803e-4,
];
const LARGE_BOTTOM = [
  1, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2,
  2.33520497626869185e-3,
];
const INVERSE_SQRT_PI = 5.6418958354775628695e-1;

function erfSmall(x: number): number {
  const square = x * x;
  return (x * polynomial(SMALL_TOP, square)) / polynomial(SMALL_BOTTOM, square);
}

/** 1 − erf(x) for x > 0.46875. */
function erfcTail(x: number): number {
  if (x > 27) return 0;
  // e^(−x²) with x split in two, so that the square of the first part is exact
  const head = Math.trunc(x * 16) / 16;
  const decay = Math.exp(-head * head) * Math.exp(-(x - head) * (x + head));
  if (x <= 4) return (decay * polynomial(MIDDLE_TOP, x)) / polynomial(MIDDLE_BOTTOM, x);
  const square = 1 / (x * x);
  const part = (square * polynomial(LARGE_TOP, square)) / polynomial(LARGE_BOTTOM, square);
  return (decay * (INVERSE_SQRT_PI - part)) / x;
}

/** The error function. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size <= 0.46875) return erfSmall(x);
  if (Number.isNaN(x)) return x;
  const value = 1 - erfcTail(size);
  return x < 0 ? -value : value;
}

/** 1 − erf(x), exact to the last digits also where it is tiny. */
export function erfc(x: number): number {
  const size = Math.abs(x);
  if (size <= 0.46875) return 1 - erfSmall(x);
  if (Number.isNaN(x)) return x;
  return x < 0 ? 2 - erfcTail(size) : erfcTail(size);
}

/** To the nearest whole number, halves to the even one. */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest < 0.5) return below === 0 && x < 0 ? -0 : below;
  if (rest > 0.5 || below % 2 !== 0) return below === -1 ? -0 : below + 1;
  return below;
}

/** log(1 + e^x) without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
