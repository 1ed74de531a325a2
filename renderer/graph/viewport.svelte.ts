/** @file What part of the graph is seen: fitted by itself until a person zooms or pans, then theirs. */

import type { Layout } from './layout';
import { READABLE } from './in-sight';
import { attachZoom, fitView, isVisible, type View, type Zoomer } from './zoom';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The scale at which the surroundings of a step are shown where the whole would be too small. */
const CLOSE = 0.8;
const MOVE = 240;
/** Milliseconds without a movement after which the hand counts as resting. */
const REST = 160;

export class Viewport {
  view = $state.raw<View>({ x: 0, y: 0, k: 1 });
  /** while it moves by itself, so that the movement is eased */
  smooth = $state(false);
  /** while a hand moves it: what is drawn may then be moved as one picture, and drawn anew when it stands */
  moving = $state(false);
  readonly #top: number;
  #pane = { width: 0, height: 0 };
  #zoomer: Zoomer | null = null;
  #byHand = false;
  /** the whole graph was fitted to the pane, and nothing has moved the view since */
  #whole = false;
  #fitted = false;
  #subject = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;

  /** @param top pixels at the pane's top that the toolbar covers */
  constructor(top: number) {
    this.#top = top;
  }

  /** Listens on the picture; returns what ends that. */
  attach(svg: SVGSVGElement): () => void {
    const onview = (view: View, hand: boolean): void => {
      this.view = view;
      if (!hand) return;
      this.#byHand = true;
      this.smooth = false;
      this.moving = true;
      clearTimeout(this.#resting);
      this.#resting = setTimeout(() => (this.moving = false), REST);
    };
    const zoomer = attachZoom(svg, () => this.#pane, onview);
    this.#zoomer = zoomer;
    this.#fitted = false;
    return () => {
      zoomer.destroy();
      this.#zoomer = null;
    };
  }

  /**
   * A new layout, or another size of the pane: moves only where something would not be seen.
   * @param subject another number says that this is another graph altogether, to be looked at afresh
   */
  settle(
    layout: Layout,
    pane: { readonly width: number; readonly height: number },
    focus: Box | null,
    subject = 0,
  ): void {
    const resized = pane.width !== this.#pane.width || pane.height !== this.#pane.height;
    this.#pane = pane;
    if (subject !== this.#subject) [this.#subject, this.#fitted, this.#byHand] = [subject, false, false];
    if (pane.width === 0 || pane.height === 0) return;
    if (!this.#fitted || (resized && this.#whole && !this.#byHand)) {
      this.#fit(layout, focus, false);
      this.#fitted = true;
    } else if (!this.#byHand && !isVisible(layout.bounds, pane, this.view, this.#top)) {
      this.#glide();
      this.#fit(layout, focus, false);
    }
  }

  /** Shows the whole graph, and from now on keeps it in view. */
  showAll(layout: Layout): void {
    this.#byHand = false;
    this.#glide();
    this.#fit(layout, null, true);
  }

  /** After a module was opened or closed: the whole where it can be read, else as much as can be around `box`. */
  turnTo(layout: Layout, box: Box | null): void {
    this.#byHand = false;
    this.#glide();
    const whole = fitView(layout.bounds, this.#pane, this.#top);
    if (whole.k >= READABLE || box === null) return this.#fit(layout, box, box === null);
    const k = fitView(box, this.#pane, this.#top).k;
    this.#centre(box, Math.max(READABLE, Math.min(CLOSE, k)));
  }

  /** Brings a card into view, if it is not. */
  reveal(box: Box): void {
    if (this.#pane.width === 0 || isVisible(box, this.#pane, this.view, this.#top)) return;
    this.#glide();
    this.#centre(box, this.view.k);
  }

  /** Brings a card near enough to be read, in the middle. */
  approach(box: Box): void {
    this.#byHand = true;
    this.#glide();
    this.#centre(box, CLOSE);
  }

  zoomBy(factor: number): void {
    this.#glide();
    this.#byHand = true;
    this.#zoomer?.by(factor);
  }

  #fit(layout: Layout, focus: Box | null, whole: boolean): void {
    const all = fitView(layout.bounds, this.#pane, this.#top);
    this.#whole = whole || all.k >= READABLE;
    if (this.#whole) this.#zoomer?.set(all);
    else this.#centre(focus ?? { x: layout.bounds.x, y: layout.bounds.y, width: 120, height: 60 }, CLOSE);
  }

  #centre(box: Box, k: number): void {
    this.#whole = false;
    this.#zoomer?.set({
      k,
      x: this.#pane.width / 2 - (box.x + box.width / 2) * k,
      y: (this.#pane.height + this.#top) / 2 - (box.y + box.height / 2) * k,
    });
  }

  #glide(): void {
    this.smooth = true;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => (this.smooth = false), MOVE);
  }
}
