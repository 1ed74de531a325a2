/** @file Runs backward through the learner's `g` and compares both partial derivatives with the ones asked for. */

import { Tensor, torch } from '../../engine/index';
import {
  call,
  describe,
  fail,
  figure,
  figures,
  found,
  isClose,
  learnerFunction,
  missing,
  pass,
  readNumber,
  reasonOf,
  variableNumber,
  type Found,
  type LearnerFunction,
} from '../check-helpers';
import type { Check, CheckContext } from '../types';

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Partials {
  readonly dx: number;
  readonly dy: number;
}

/** Both signs, and nowhere x = y or a 0 that would hide a term. */
const POINTS: readonly Point[] = [
  { x: 3, y: 4 },
  { x: -2, y: 0.5 },
  { x: 0.25, y: -3 },
];

/** float32 work of a few operations */
const TOLERANCE = 1e-4;

/** What the exercise asks for; g = x² + xy, up to a constant. */
const asked = ({ x, y }: Point): Partials => ({ dx: 2 * x + y, dy: x });

/** The learner's own x and y, where both are numbers of ordinary size. */
async function ownPoint(context: CheckContext): Promise<Point | null> {
  const x = await variableNumber(context, 'x');
  const y = await variableNumber(context, 'y');
  return x !== null && y !== null && Math.abs(x) < 1e3 && Math.abs(y) < 1e3 ? { x, y } : null;
}

const scalar = (value: number): Tensor => torch.tensor(value, { dtype: torch.float32, requiresGrad: true });

async function gradientOf(leaf: Tensor, name: 'x' | 'y'): Promise<Found<number>> {
  if (leaf.grad === null) {
    const wanted = name === 'x' ? '2x + y' : 'x';
    return missing(
      `${name} is not part of what g returns and gets no gradient. Asked for is ∂g/∂${name} = ${wanted}.`,
    );
  }
  const read = await readNumber(leaf.grad);
  return read.ok ? read : missing(`The gradient of ${name} is ${read.reason}.`);
}

/** Forwards and backwards through g at one point. */
async function partials(g: LearnerFunction, point: Point): Promise<Found<Partials>> {
  const x = scalar(point.x);
  const y = scalar(point.y);
  const result = await call('g', g, [x, y]);
  if (!result.ok) return result;
  const out = result.value;
  if (!(out instanceof Tensor)) {
    return missing(`g gives ${describe(out)}. It should return a tensor, made from the tensors x and y.`);
  }
  if (!out.requiresGrad) return missing('Neither x nor y is part of what g returns, so it has no gradient.');
  try {
    out.backward();
  } catch (thrown) {
    return missing(`backward() does not get through g: ${reasonOf(thrown)}`);
  }
  const dx = await gradientOf(x, 'x');
  const dy = await gradientOf(y, 'y');
  if (!dx.ok) return dx;
  if (!dy.ok) return dy;
  return found({ dx: dx.value, dy: dy.value });
}

/** Passes when ∂g/∂x = 2x + y and ∂g/∂y = x, at the learner's own x and y and at others. */
export const check: Check = async (context) => {
  const g = learnerFunction(context, 'g');
  if (!g.ok) return fail(g.reason);

  const own = await ownPoint(context);
  const points = own === null ? POINTS : [own, ...POINTS];
  for (const [i, point] of points.entries()) {
    const got = await partials(g.value, point);
    if (!got.ok) return fail(got.reason);
    const expected = asked(point);
    const dxFits = isClose(got.value.dx, expected.dx, TOLERANCE);
    const dyFits = isClose(got.value.dy, expected.dy, TOLERANCE);
    if (dxFits && dyFits) continue;

    const [which, actual, wanted] = dxFits
      ? (['y', got.value.dy, expected.dy] as const)
      : (['x', got.value.dx, expected.dx] as const);
    const [is, should] = figures(actual, wanted);
    const luck = i > 0 ? 'It fits in one place, but not everywhere: at' : 'At';
    const other = dxFits ? ' ∂g/∂x is right already.' : dyFits ? ' ∂g/∂y is right already.' : '';
    return fail(
      `${luck} x = ${figure(point.x)}, y = ${figure(point.y)} your g has ∂g/∂${which} = ${is}; ` +
        `it should be ${should}.${other}`,
    );
  }

  const at = points[0] ?? { x: 3, y: 4 };
  const { dx, dy } = asked(at);
  return pass(
    `Both are right wherever they were tried. At x = ${figure(at.x)}, y = ${figure(at.y)} ` +
      `the gradient is (${figure(dx)}, ${figure(dy)}).`,
  );
};
