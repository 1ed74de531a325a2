/** @file The ways of measuring in the window. Of several rounds the quickest counts: it was disturbed least by others. */

import { flushSync } from 'svelte';
import { startLanguage } from '../../../renderer/editor/language/client';
import { layOut } from '../../../renderer/graph/layout-client';
import { measure } from '../../../renderer/graph/measure';
import { roundText } from '../../../renderer/graph/symbols';
import type { Packed } from '../../../renderer/run/packing';
import { RunSession } from '../../../renderer/run/session';
import type { Application } from '../../../renderer/state/application.svelte';
import { Run } from '../../../renderer/state/run.svelte';
import { median } from '../measure';
import { OURS, NOT_DRAWN, WARMED } from '../work';
import { firstResults, type HeardSession } from './first-result';
import type { Kind } from './works';

export interface Measured {
  readonly times: Readonly<Record<string, number>>;
  /** what the text printed, where that is a result of its own */
  readonly printed?: readonly string[];
}

const ROUNDS = 4;
/** Odd: one is in the middle. */
const DRAWING_ROUNDS = 5;
const FRAMES = 60;
const GRAPH = '[aria-label="Computation graph"]';
const PANE = { width: 700, height: 640 };

const language = startLanguage();
const undrawn = new RunSession((source) => language.compile(source));
let runs = 0;

type Measuring = (app: Application, text: string, session: HeardSession) => Promise<Measured>;

export const KINDS: Readonly<Record<Kind, Measuring>> = {
  layout: async (_app, text) => {
    const run = new Run({ id: 0, file: 'model.ts', source: text });
    run.append(await eventsOf(text));
    const { graph } = run;
    const nodes = graph.nodes.length;
    if (nodes < 1000) throw new Error(`The graph has ${nodes} nodes.`);
    const sizes = new Map(graph.nodes.map((node) => [node.key, measure(node, true, roundText(node))]));
    // the first time is the one that a learner waits for
    const began = performance.now();
    await layOut(graph, sizes, null, PANE);
    return { times: { [OURS]: performance.now() - began } };
  },

  frames: async (app, text) => {
    await show(app, text);
    const svg = document.querySelector<SVGSVGElement>(`${GRAPH} > svg`)!;
    const box = svg.getBoundingClientRect();
    const at = {
      clientX: box.x + box.width / 2,
      clientY: box.y + box.height / 2,
      bubbles: true,
      view: window,
    };
    const wheel = (deltaY: number) =>
      svg.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY, cancelable: true }));
    const drag = (type: string, dx: number, target: EventTarget) =>
      target.dispatchEvent(
        new MouseEvent(type, { ...at, clientX: at.clientX + dx, button: 0, cancelable: true }),
      );
    const [zooming, panning]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      zooming.push(await frames((i) => wheel(i % FRAMES < FRAMES / 2 ? 40 : -40)));
      drag('mousedown', 0, svg);
      panning.push(await frames((i) => drag('mousemove', 300 * Math.sin(i / 15), window)));
      drag('mouseup', 0, window);
    }
    return { times: { [OURS]: Math.max(Math.min(...zooming), Math.min(...panning)) } };
  },

  scrub: async (app, text) => {
    await show(app, text);
    const run = app.runs.shown!;
    const medians: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const times: number[] = [];
      for (let i = 0; i < run.steps.length; i++) {
        times.push(await drawn(() => run.seek((i * 7) % run.steps.length)));
      }
      medians.push(median(times));
    }
    return { times: { [OURS]: Math.min(...medians) } };
  },

  opening: async (app, text) => {
    await show(app, text);
    const run = app.runs.shown!;
    const means: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      run.selected = run.graph.nodes[0]!.key;
      await frame();
      const press = (key: string) =>
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      const inDialog = <T extends HTMLElement>(selector: string, words: string): T | undefined =>
        [...document.querySelectorAll<T>(`[role=dialog] ${selector}`)].find(({ textContent }) =>
          textContent.includes(words),
        );
      let leafed = 0;
      const mean = await frames((i) => {
        if (i === 0) press('e');
        if (i === FRAMES / 3) inDialog('button', 'Numbers')!.click();
        const row = i > FRAMES / 3 ? inDialog('label', 'row from')?.querySelector('input') : null;
        if (!row) return;
        row.value = String(i * 80);
        row.dispatchEvent(new Event('input', { bubbles: true }));
        leafed++;
      });
      if (leafed < FRAMES / 2) throw new Error('The tensor was not leafed through.');
      means.push(mean);
      document.querySelector<HTMLElement>('[role=dialog] [aria-label="Close"]')!.click();
      await frame();
    }
    return { times: { [OURS]: Math.min(...means) } };
  },

  drawing: async (app, text) => {
    const drawn = async (): Promise<number> => {
      await show(app, text);
      return app.runs.latest!.milliseconds!;
    };
    const hidden = async (): Promise<number> => millisecondsOf(await eventsOf(text));
    await drawn();
    const rounds: { readonly drawn: number; readonly hidden: number }[] = [];
    for (let round = 0; round < DRAWING_ROUNDS; round++) {
      // to and fro: a machine that grows slower or quicker meanwhile favours neither
      const times = [await hidden(), await drawn(), await drawn(), await hidden()] as const;
      rounds.push({ drawn: (times[1] + times[2]) / 2, hidden: (times[0] + times[3]) / 2 });
    }
    // within a round the machine changes less than between two: the round in the middle counts
    rounds.sort((one, other) => one.drawn / one.hidden - other.drawn / other.hidden);
    const middle = rounds[(DRAWING_ROUNDS - 1) / 2]!;
    return { times: { [OURS]: middle.drawn, [NOT_DRAWN]: middle.hidden } };
  },

  first: async (app, text, session) => {
    const [opened, again] = await firstResults(app, session, text);
    return { times: { [OURS]: opened, [WARMED]: again } };
  },

  whole: async (_app, text) => {
    const events = await eventsOf(text);
    const printed = events.flatMap((event) => (event.type === 'print' ? [event.text] : []));
    return { times: { [OURS]: millisecondsOf(events) }, printed };
  },
};

/** Runs a text that nobody looks at. */
async function eventsOf(source: string): Promise<readonly Packed[]> {
  const events: Packed[] = [];
  const request = { run: ++runs, file: 'model.ts', source, device: 'cpu', check: null, data: [] } as const;
  await new Promise<void>((ended) => {
    undrawn.start(request, {
      events: (batch) => void events.push(...batch),
      verdict: () => undefined,
      ended,
    });
  });
  for (const event of events) if (event.type === 'error') throw new Error(event.message);
  return events;
}

function millisecondsOf(events: readonly Packed[]): number {
  return events.findLast((event) => event.type === 'done')?.milliseconds ?? NaN;
}

/** Runs a text in the window and waits until its graph stands. */
async function show(app: Application, text: string): Promise<void> {
  app.workspace.edit(app.workspace.lesson.id, text);
  app.run();
  // not by frames: a frame that somebody waits for costs the run something, too
  while (app.runs.active !== null) await new Promise((resolve) => setTimeout(resolve, 100));
  const graph = document.querySelector(GRAPH)!;
  let quiet = 0;
  while (quiet < 10) {
    await frame();
    quiet = graph.getAttribute('aria-busy') === 'false' ? quiet + 1 : 0;
  }
  const error = app.runs.latest?.error;
  if (error) throw new Error(error.message);
}

/** Mean milliseconds of a frame while something is done in each. */
async function frames(act: (i: number) => void): Promise<number> {
  const from = await frame();
  let to = from;
  for (let i = 0; i < FRAMES; i++) {
    act(i);
    to = await frame();
  }
  return (to - from) / FRAMES;
}

function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

/** What a change costs up to the picture of it: script, style, layout and painting of the frame. */
async function drawn(change: () => void): Promise<number> {
  await frame();
  const began = performance.now();
  flushSync(change);
  const { port1, port2 } = new MessageChannel();
  const painted = new Promise((resolve) => (port1.onmessage = resolve));
  port2.postMessage(null);
  await painted;
  return performance.now() - began;
}
