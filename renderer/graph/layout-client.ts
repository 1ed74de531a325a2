/** @file Asks a layout worker; each is made on first use and shared by the window. */

import { wrap, type Remote } from 'comlink';
import ELK, { type ElkNode } from 'elkjs/lib/elk-api';
import type { Graph } from './model';
import {
  elkGraph,
  fitScale,
  freeInside,
  readLayout,
  type Direction,
  type Layout,
  type Sizes,
} from './layout';
import type { QuickApi } from './quick.worker';

/** Up to this many nodes both directions are tried. */
const TRY_BOTH = 120;

/** From this many nodes on ELK takes too long, and leads the edges so far around that nothing can be seen. */
const LARGE = 300;

let elk: InstanceType<typeof ELK> | null = null;
let quick: Remote<QuickApi> | null = null;

/** Frames are ELK's alone: what is inside of one must stand together. */
function ask(request: ElkNode): Promise<ElkNode> {
  const children = request.children ?? [];
  if (children.length > LARGE && children.every((child) => child.children === undefined)) {
    quick ??= wrap<QuickApi>(
      new Worker(new URL('./quick.worker.ts', import.meta.url), { type: 'module', name: 'quick-layout' }),
    );
    return quick.layout(request);
  }
  elk ??= new ELK({
    workerFactory: () => new Worker(new URL('./elk.worker.ts', import.meta.url), { type: 'module' }),
  });
  return elk.layout(request);
}

/**
 * Lays a graph out.
 * @param direction null: the one that can be drawn larger in `pane`
 * @throws Error where ELK refuses the graph
 */
export async function layOut(
  graph: Graph,
  sizes: Sizes,
  direction: Direction | null,
  pane: { readonly width: number; readonly height: number },
  answer: (request: ElkNode) => Promise<ElkNode> = ask,
): Promise<Layout> {
  const { length } = graph.nodes;
  const cheap = length <= TRY_BOTH || (length > LARGE && graph.frames.length === 0);
  const tried: readonly Direction[] = direction !== null ? [direction] : cheap ? ['DOWN', 'RIGHT'] : ['DOWN'];
  const layouts = await Promise.all(
    tried.map(async (way) => readLayout(await inOrder(elkGraph(graph, sizes, way), answer), sizes, way)),
  );
  return layouts.reduce((best, next) =>
    fitScale(next.bounds, pane, Infinity) > fitScale(best.bounds, pane, Infinity) ? next : best,
  );
}

/**
 * ELK 0.12 fails over some frames whose cards it is to keep in the code's order, such as one that begins with two cards
 * that nothing leads to. Inside of frames it is then free to order them.
 */
async function inOrder(request: ElkNode, answer: (request: ElkNode) => Promise<ElkNode>): Promise<ElkNode> {
  try {
    return await answer(request);
  } catch (error) {
    const free = freeInside(request);
    if (free === request) throw error;
    return answer(free);
  }
}
