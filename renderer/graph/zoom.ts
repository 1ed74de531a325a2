/** @file Zooming and panning of the graph: d3-zoom for the hands, plain transforms for the rest. */

import { select } from 'd3-selection';
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomTransform } from 'd3-zoom';
import { fitScale, type Layout } from './layout';

export type View = Pick<ZoomTransform, 'x' | 'y' | 'k'>;

export const SCALES: readonly [number, number] = [0.05, 4];
const MARGIN = 8;

interface Pane {
  readonly width: number;
  readonly height: number;
}

/** What the graph can be told to do. */
export interface Zoomer {
  set(view: View): void;
  by(factor: number): void;
  pan(dx: number, dy: number): void;
  destroy(): void;
}

/**
 * Listens for wheel and drag on the picture.
 * @param pane its size, which d3-zoom would else have the browser lay the page out for
 * @param onview every change of the view; `hand` tells whether a person made it
 */
export function attachZoom(
  svg: SVGSVGElement,
  pane: () => Pane,
  onview: (view: View, hand: boolean) => void,
): Zoomer {
  const behaviour = zoom<SVGSVGElement, unknown>()
    .scaleExtent([SCALES[0], SCALES[1]])
    .extent(() => {
      const { width, height } = pane();
      return [
        [0, 0],
        [width, height],
      ];
    })
    .on('zoom', (event: D3ZoomEvent<SVGSVGElement, unknown>) => {
      onview(event.transform, event.sourceEvent !== null && event.sourceEvent !== undefined);
    });
  const selection = select(svg);
  selection.call(behaviour).on('dblclick.zoom', null);
  return {
    set: (view) =>
      selection.call(
        behaviour.transform.bind(behaviour),
        zoomIdentity.translate(view.x, view.y).scale(view.k),
      ),
    by: (factor) => selection.call(behaviour.scaleBy.bind(behaviour), factor),
    pan: (dx, dy) => selection.call(behaviour.translateBy.bind(behaviour), dx, dy),
    destroy: () => selection.on('.zoom', null),
  };
}

/** The view that shows the whole layout in the middle of the pane, never larger than it was drawn for. */
export function fitView(bounds: Layout['bounds'], pane: Pane, top = 0): View {
  const room = { width: pane.width - 2 * MARGIN, height: pane.height - top - 2 * MARGIN };
  const k = Math.max(SCALES[0], fitScale(bounds, room));
  return {
    k,
    x: pane.width / 2 - (bounds.x + bounds.width / 2) * k,
    y: top + (pane.height - top) / 2 - (bounds.y + bounds.height / 2) * k,
  };
}

/** Whether all of the layout can be seen; `covered` pixels at the pane's top lie under something else. */
export function isVisible(bounds: Layout['bounds'], pane: Pane, view: View, covered = 0): boolean {
  const left = bounds.x * view.k + view.x;
  const top = bounds.y * view.k + view.y;
  return (
    left >= 0 &&
    top >= covered &&
    left + bounds.width * view.k <= pane.width &&
    top + bounds.height * view.k <= pane.height
  );
}
