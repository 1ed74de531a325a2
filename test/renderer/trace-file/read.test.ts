/** @file A saved trace: what was written is read, and what is not a trace is refused with the reason. */

import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../../engine/trace/events';
import { stringifyTrace } from '../../../renderer/run/trace-json';
import { readTrace } from '../../../renderer/trace-file/read';
import { lessonFile, runModel } from '../../lessons/run-model';
import { value } from '../history/fixtures';

const START: TraceEvent = {
  type: 'start',
  version: 1,
  run: 1,
  file: 'model.ts',
  source: 'const x = 1;',
  device: { type: 'cpu', label: 'CPU', software: false },
};
const DONE: TraceEvent = { type: 'done', milliseconds: 2 };

function problemOf(text: string): string {
  const read = readTrace(text);
  return read.ok ? 'nothing' : read.problem;
}

describe('what was written', () => {
  it.each(['a2-tanh-neuron', 'a4-two-numbers', 'n1-modules', 't8-gather'])('is read: %s', async (lesson) => {
    const { events } = await runModel(lessonFile(lesson, 'model.ts'));
    const read = readTrace(stringifyTrace([START, ...events, DONE]));
    expect(read).toEqual({ ok: true, events: [START, ...events, DONE] });
  });

  it('keeps numbers that JSON has no word for, and long integers', () => {
    const made = (elements: Float64Array | BigInt64Array): TraceEvent => ({
      type: 'mutate',
      tensor: 1,
      op: 'zero_',
      value: { shape: [elements.length], elements, whole: true },
      line: 1,
      episode: 0,
    });
    const events = [
      START,
      made(Float64Array.of(NaN, Infinity, -Infinity, -0, 1e-310)),
      made(BigInt64Array.of(9007199254740993n, -1n)),
      { type: 'loss', value: NaN, name: null, episode: 0 } as const,
    ];
    const read = readTrace(stringifyTrace(events));
    expect(read).toEqual({ ok: true, events });
    if (read.ok) expect(read.events[1]).toEqual(events[1]);
  });

  it('no longer says where a large value is kept, but that it is 0 everywhere', () => {
    const of = (kept: readonly number[]): TraceEvent => ({
      type: 'mutate',
      tensor: 1,
      op: 'zero_',
      value: { ...value([0]), whole: false, kept },
      line: 1,
      episode: 0,
    });
    const read = readTrace(stringifyTrace([START, of([7]), of([])]));
    const values = read.ok ? read.events.flatMap((event) => ('value' in event ? [event.value] : [])) : [];
    expect(values.map((one) => typeof one === 'object' && one !== null && 'kept' in one)).toEqual([
      false,
      true,
    ]);
  });
});

describe('refused', () => {
  const whole = stringifyTrace([START, DONE]);
  const refusals: [string, string, RegExp][] = [
    ['cut short', whole.slice(0, -12), /breaks off before its end/],
    ['no JSON', 'import torch', /not JSON/],
    ['other JSON', '{"a": 1}', /no version and events/],
    ['another version', whole.replace('"version":1', '"version":7'), /has version 7.*reads version 1/],
    ['several runs in an array', `[${whole}]`, /several runs/],
    ['no start', stringifyTrace([DONE]), /does not begin with the start/],
    ['two starts', stringifyTrace([START, START]), /start of a second run/],
    [
      'an unknown event',
      stringifyTrace([START, { ...DONE, type: 'ready' } as never]),
      /^Event 2 .*ready, type/,
    ],
    ['a field missing', whole.replace('"milliseconds":2', '"seconds":2'), /^Event 2 .*done, milliseconds/],
    [
      'elements that do not fill their shape',
      stringifyTrace([
        START,
        {
          type: 'mutate',
          tensor: 1,
          op: 'add_',
          value: { ...value([1, 2]), shape: [3] },
          line: 1,
          episode: 0,
        },
      ]),
      /^Event 2 .*mutate, value: the elements do not fill the shape/,
    ],
  ];
  it.each(refusals)('%s', (_, text, reason) => expect(problemOf(text)).toMatch(reason));
});
