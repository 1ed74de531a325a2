/** @file What a view can see of a recorded value: taken from the trace, asked of the run, or only the corner the trace has. */

import type { DTypeName } from '../../engine/dtype';
import type { Value } from '../../engine/trace/events';
import type { Ask } from '../run/windows';
import { denseLayout, partOf, type Look, type Part } from './part';
import { defaultPlane, planeSize } from './plane';
import { statisticsOf, type Question, type Statistics } from './statistics';

export interface Seen {
  readonly look: Look;
  readonly part: Part;
  readonly statistics: Statistics;
  /** of what is seen: the tensor's own, or its corner's */
  readonly shape: readonly number[];
  /** the rest cannot be had any more */
  readonly corner: boolean;
}

/** What a view wants to see. */
export interface Wish {
  /** the tensor's own */
  readonly shape: readonly number[];
  readonly dtype: DTypeName;
  readonly look: Look;
  readonly question: Question;
}

/** At once where the trace has all of it; otherwise when the run has answered. `ask` null: there is no run to ask. */
export function seen(value: Value, wish: Wish, ask: Ask | null): Seen | Promise<Seen> {
  if (value.whole) return seenIn(value, wish.look, wish.question);
  const { kept } = value;
  if (kept === undefined || (kept.length > 0 && ask === null)) return cornerOf(value, wish);
  if (kept.length === 0) return zeros(wish);
  const { shape, dtype, look, question } = wish;
  return ask!({ kept, dtype, look, question }).then((answer) =>
    answer === null ? cornerOf(value, wish) : { ...answer, look, shape, corner: false },
  );
}

function seenIn({ elements, shape }: Value, look: Look, question: Question): Seen {
  const layout = denseLayout(shape);
  return {
    look,
    part: partOf(elements, layout, look),
    statistics: statisticsOf(elements, layout, question),
    shape,
    corner: false,
  };
}

/** The trace has the first rows and columns of the last two dimensions. */
function cornerOf(value: Value, { look, question }: Wish): Seen {
  const plane = defaultPlane(value.shape);
  const { rows, columns } = planeSize(value.shape, plane);
  const own = { ...look, plane, top: 0, left: 0 };
  const cut = { rows: Math.min(rows, look.rows), columns: Math.min(columns, look.columns) };
  return { ...seenIn(value, { ...own, ...cut }, question), corner: true };
}

/** What `.grad` holds after it was filled with 0: there is nothing to ask for. */
function zeros({ shape, look, question }: Wish): Seen {
  const layout = { shape, strides: shape.map(() => 0), offset: 0 };
  const zero = [0];
  return {
    look,
    part: partOf(zero, layout, look),
    statistics: statisticsOf(zero, layout, question),
    shape,
    corner: false,
  };
}
