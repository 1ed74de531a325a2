/** @file Curves drawn with uPlot: lines in the theme's colours, a mark for the episode on view and one for the cursor. */

import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatCount, formatNumber } from '../tensor/format';
import { colourOf } from '../theme/index';
import type { Line } from './lines';
import { smooth, thin, type Thinned } from './series';

/** Colour and dashes of the shown run's curves, one after the other. */
const LOOKS = [
  { token: '--accent', dash: [] },
  { token: '--warning', dash: [7, 3] },
  { token: '--success', dash: [2, 3] },
  { token: '--update', dash: [9, 3, 2, 3] },
] as const;

export type Range = readonly [number, number];

export interface View {
  readonly lines: readonly Line[];
  readonly log: boolean;
  /** 0: as they are */
  readonly smoothing: number;
  /** null: everything */
  readonly zoom: Range | null;
  /** along episodes, which are counted, or along any numbers */
  readonly counted: boolean;
}

/** What the plot tells of the learner's hand. */
export interface Hand {
  /** the pointer is at this step; null: it has left */
  at(step: number | null): void;
  zoom(range: Range): void;
}

export class CurvePlot {
  readonly #plot: uPlot;
  readonly #observer: ResizeObserver;
  readonly #thinned: Thinning = new Map();
  #here: number | null = null;
  #cursor: number | null = null;

  constructor(element: HTMLElement, view: View, hand: Hand) {
    const data = dataOf(view, element.clientWidth, this.#thinned);
    this.#plot = new uPlot(this.#options(element, view, hand), data, element);
    this.#observer = new ResizeObserver(() =>
      this.#plot.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    this.#observer.observe(element);
  }

  /** Draws the lines as they are now. */
  draw(view: View): void {
    this.#plot.setData(dataOf(view, this.#plot.width, this.#thinned));
  }

  /** Marks the episode on view, and where the cursor stands. */
  mark(here: number | null, cursor: number | null): void {
    if (here === this.#here && cursor === this.#cursor) return;
    this.#here = here;
    this.#cursor = cursor;
    this.#plot.redraw(false);
  }

  /** The stretch of steps on view. */
  get range(): Range {
    const { min = 0, max = 0 } = this.#plot.scales['x'] ?? {};
    return [min ?? 0, max ?? 0];
  }

  /** The step under a point of the window. */
  stepAt(clientX: number): number {
    return this.#plot.posToVal(clientX - this.#plot.over.getBoundingClientRect().left, 'x');
  }

  destroy(): void {
    this.#observer.disconnect();
    this.#plot.destroy();
  }

  #options(element: HTMLElement, view: View, hand: Hand): uPlot.Options {
    const colour = (token: string): string => colourOf(token, element);
    const axis: uPlot.Axis = {
      stroke: colour('--text-muted'),
      grid: { stroke: colour('--border'), width: 1 },
      ticks: { stroke: colour('--border'), width: 1, size: 4 },
      font: '11px Inter Variable, sans-serif',
      gap: 4,
    };
    const [text, accent] = [colour('--text'), colour('--accent')];
    const { zoom } = view;
    return {
      width: element.clientWidth,
      height: element.clientHeight,
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false, setScale: false, dist: 5 }, points: { show: false } },
      scales: {
        x: {
          time: false,
          ...(zoom === null ? {} : { range: () => [zoom[0], zoom[1]] as uPlot.Range.MinMax }),
        },
        y: view.log ? { distr: 3 } : {},
      },
      axes: [
        {
          ...axis,
          size: 26,
          values: (_, ticks) =>
            ticks.map((tick) =>
              Number.isInteger(tick) ? formatCount(tick) : view.counted ? '' : formatNumber(tick),
            ),
        },
        {
          ...axis,
          size: 58,
          // the curve is low: two numbers fit closer together than uPlot thinks
          space: 16,
          values: (_, ticks) =>
            ticks.map((tick) =>
              tick === null ? '' : String(Number(tick.toPrecision(4))).replaceAll('-', '−'),
            ),
        },
      ],
      series: [{}, ...view.lines.map((line) => seriesOf(line, colour))],
      hooks: {
        setCursor: [
          (it) => {
            const { idx, left = -1 } = it.cursor;
            hand.at(left < 0 || idx === null || idx === undefined ? null : (it.data[0][idx] ?? null));
          },
        ],
        setSelect: [
          (it) => {
            const { left, width } = it.select;
            if (width < 5) return;
            hand.zoom([it.posToVal(left, 'x'), it.posToVal(left + width, 'x')]);
            it.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
        draw: [
          (it) => {
            rule(it, this.#here, text, [4, 3]);
            rule(it, this.#cursor, accent, []);
          },
        ],
      },
    };
  }
}

function seriesOf(line: Line, colour: (token: string) => string): uPlot.Series {
  const look = LOOKS[line.index % LOOKS.length]!;
  const points = { show: false };
  if (line.look === 'past') return { stroke: colour('--border-strong'), width: 1, points };
  const stroke = colour(look.token);
  if (line.look === 'raw') return { stroke, width: 1, alpha: 0.35, points };
  return { stroke, width: 2, dash: [...look.dash], points };
}

/** The colour token and dashes of the shown run's nth curve, for its name in the text around the plot. */
export function lookOf(index: number): (typeof LOOKS)[number] {
  return LOOKS[index % LOOKS.length]!;
}

/** What was drawn of each line, and how it was made. */
type Thinning = Map<
  string,
  {
    readonly steps: readonly number[];
    readonly count: number;
    readonly made: string;
    readonly points: Thinned;
  }
>;

function dataOf({ lines, log, smoothing, zoom }: View, width: number, known: Thinning): uPlot.AlignedData {
  const buckets = Math.max(100, width);
  const tables = lines.map(({ key, curve, look }): uPlot.AlignedData => {
    const weight = look === 'raw' ? 0 : smoothing;
    const made = `${buckets} ${weight}`;
    const before = known.get(key);
    // the same curve, longer; lines that are plotted anew are others
    const same = before?.steps === curve.steps && before.made === made;
    const { steps } = curve;
    // runs before do not change any more
    if (same && look === 'past' && before.count === steps.length) return [before.points.x, before.points.y];
    const range = zoom ?? ([-Infinity, Infinity] as const);
    const values = smooth(curve.values, weight);
    const points = thin(steps, values, range, buckets, log, same ? before.points : null);
    known.set(key, { steps, count: steps.length, made, points });
    return [points.x, points.y];
  });
  return tables.length === 0 ? [[]] : uPlot.join(tables);
}

function rule(it: uPlot, step: number | null, colour: string, dash: readonly number[]): void {
  if (step === null) return;
  const x = Math.round(it.valToPos(step, 'x', true));
  const { ctx, bbox } = it;
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
