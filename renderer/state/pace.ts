/** @file How often views follow a run: at the next frame, but so that drawing takes a small share of the time. */

/**
 * The share of the time that drawing may take while a run is under way. What is measured is the window's own part;
 * Chromium's painters and the collection of what was drawn take as much again, and where there are two processors the
 * run waits for all of them.
 */
const SHARE = 0.012;
/** Milliseconds between two pictures: a short run is to be seen to move, */
const LEAST = 100;
const LONGEST_AT_FIRST = 750;
/** a long one has time. */
const LONGEST = 2000;

/**
 * Makes a schedule for one run. What came first is shown at the next frame; a picture that cost much to draw is followed
 * by a longer rest, and the longest rest doubles with each.
 */
export function restingFrames(): (show: () => void) => void {
  let restsUntil = -Infinity;
  let longest = LONGEST_AT_FIRST;
  return (show) => {
    const draw = (): void =>
      nextFrame(() => {
        const began = performance.now();
        show();
        afterPaint(() => {
          const now = performance.now();
          restsUntil = now + Math.min(longest, Math.max(LEAST, (now - began) / SHARE));
          longest = Math.min(LONGEST, 2 * longest);
        });
      });
    const rest = restsUntil - performance.now();
    if (rest > 0) setTimeout(draw, rest);
    else draw();
  };
}

/** The next animation frame; where there is none (tests, headless runs), a timer as long. */
function nextFrame(act: () => void): void {
  if (typeof requestAnimationFrame === 'function') requestAnimationFrame(act);
  else setTimeout(act, 16);
}

/** A message posted in a frame is heard when the frame has been painted. */
function afterPaint(act: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    act();
  };
  port2.postMessage(null);
}
