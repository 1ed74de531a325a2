/** @file What a name stands for at a moment of the run. */

import { expect, it } from 'vitest';
import { History } from '../../../renderer/run/history/history';
import { namedTensor } from '../../../renderer/run/history/named';
import { TraceBuilder, value } from './fixtures';

it('is the tensor of the episode on view, then the last one before, then the first to come', () => {
  const trace = new TraceBuilder();
  const w = trace.op('tensor', value([1]), { name: 'w' });
  const first = trace.op('mul', value([2]), { name: 'h', inputs: [w] });
  trace.episode = 1;
  const second = trace.op('mul', value([3]), { name: 'h', inputs: [w] });
  const third = trace.op('mul', value([4]), { name: 'h', inputs: [w] });
  const history = new History();
  history.append(trace.events);
  const at = (name: string, episode: number, tensor: number) =>
    namedTensor(history, name, episode, history.tensor(tensor)!.position)?.info.id;
  expect(at('w', 1, third)).toBe(w);
  expect(at('h', 0, w)).toBe(first);
  // the second episode's h is not computed yet: the first one's is not shown in its place
  expect(at('h', 1, first)).toBe(second);
  expect(at('h', 1, second)).toBe(second);
  expect(at('h', 1, third)).toBe(third);
  expect(namedTensor(history, 'x', 0, 100)).toBeNull();
});
