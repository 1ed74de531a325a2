/** @file What tensors are called in the trace: after the variables, and for a module's parameters after their place. */

import { expect, test } from 'vitest';
import type { TraceEvent } from '../../../engine/trace/events';
import { observe } from '../../../engine/trace/observer';
import { Recorder } from '../../../engine/trace/recorder';
import * as backstep from '../../../renderer/run/backstep';
import { compile } from '../../../renderer/run/compile';
import { Host } from '../../../renderer/run/host';

/** The names a program gives, in order. */
async function names(source: string): Promise<string[]> {
  const compiled = compile(source);
  if (!compiled.ok) throw new Error(compiled.error.message);
  const events: TraceEvent[] = [];
  const recorder = new Recorder((draft) => {
    if (!(draft instanceof Promise)) events.push(draft);
  });
  const host = new Host(recorder, backstep);
  const run = new Function('__backstep', `return (async () => {${compiled.code}\n})();`) as (
    given: Host,
  ) => Promise<void>;
  observe(recorder);
  try {
    await run(host);
  } finally {
    observe(null);
  }
  return events.flatMap((event) => (event.type === 'name' ? [event.name] : []));
}

test('a tensor has the name of its variable, the first one', async () => {
  expect(
    await names(
      "import { torch } from 'backstep'; const a = torch.ones([2]); const b = a; const c = a.mul(2);",
    ),
  ).toEqual(['a', 'c']);
});

test("a module's parameters have the names of their places", async () => {
  const source = `import { torch, nn } from 'backstep';
class Net extends nn.Module {
  fc1 = new nn.Linear(3, 2);
  blocks = new nn.Sequential(new nn.Linear(2, 2), new nn.Tanh(), new nn.Linear(2, 1));
  forward(x) { return this.blocks(this.fc1(x)); }
}
const net = new Net();
const head = new nn.Linear(1, 1, { bias: false });
const y = head(net(torch.ones([1, 3])));`;
  // a parameter enters the trace when it is first used
  expect((await names(source)).sort()).toEqual([
    'blocks.0.bias',
    'blocks.0.weight',
    'blocks.2.bias',
    'blocks.2.weight',
    'fc1.bias',
    'fc1.weight',
    'head.weight',
    'y',
  ]);
});
