/** @file What is measured in the window: how its views keep up, and whole trainings of the lessons. */

import n2 from '../../../lessons/n2-training/model.ts?raw';
import n4 from '../../../lessons/n4-convolution/model.ts?raw';
import n6 from '../../../lessons/n6-activations/model.ts?raw';
import n7 from '../../../lessons/n7-in-context/model.ts?raw';
import neuron from '../../../lessons/a2-tanh-neuron/model.ts?raw';
import { LESSONS } from '../../../renderer/lesson/lessons';
import type { BenchDevice, Target } from '../work';
import many from './many-nodes.txt?raw';

/** How a text is measured: see kinds.ts. */
export type Kind = 'layout' | 'frames' | 'scrub' | 'opening' | 'drawing' | 'whole' | 'first';

export interface WindowWork {
  readonly name: string;
  readonly kind: Kind;
  readonly device: BenchDevice;
  /** learner code */
  readonly text: string;
  readonly target: Target;
  /** it takes minutes, and is measured only where `--only` names it */
  readonly asked?: boolean;
}

const ms = (atMost: number): Target => ({ kind: 'ms', atMost });

/** A lesson's model with other numbers. */
function changed(text: string, ...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`The model does not say '${from}'.`);
    return result.replace(from, to);
  }, text);
}

const trained: readonly Omit<WindowWork, 'device'>[] = [
  {
    name: 'whole N2: 100,000 steps',
    kind: 'whole',
    text: changed(n2, ['steps = 5_000;', 'steps = 50_000;']),
    target: ms(10_000),
    asked: true,
  },
  {
    name: 'whole N4: 300 steps, then 2,000 test digits',
    kind: 'whole',
    text: changed(n4, ['steps = 20;', 'steps = 300;'], ['tested = 200;', 'tested = 2_000;']),
    target: ms(120_000),
    asked: true,
  },
  {
    name: 'whole N6: 5,000 steps, then 903 new names',
    kind: 'whole',
    text: changed(n6, ['steps = 1000;', 'steps = 5_000;'], ['spread = 1.0;', 'spread = 0.3;']),
    target: ms(120_000),
    asked: true,
  },
  {
    name: 'whole N7: 1,500 steps, then 1,000 tasks',
    kind: 'whole',
    text: changed(n7, ['steps = 10;', 'steps = 1_500;'], ['tasks(200)', 'tasks(1_000)']),
    target: ms(600_000),
    asked: true,
  },
];

/** From the opening of a lesson to its first loss, or else its first print, and from its next run on: see first-result.ts. */
const firsts = LESSONS.map(({ id, model }): WindowWork => ({
  name: `first result: ${id}`,
  kind: 'first',
  device: 'webgpu',
  text: model,
  target: ms(1000),
}));

const views: readonly Omit<WindowWork, 'device'>[] = [
  { name: 'views: 1,000 nodes laid out', kind: 'layout', text: many, target: ms(1000) },
  { name: 'views: a frame of pan and zoom on them', kind: 'frames', text: many, target: ms(20) },
  { name: 'views: a scrub step of the tanh neuron', kind: 'scrub', text: neuron, target: ms(16) },
  {
    name: 'views: a frame while a tensor of 100 MB is opened and leafed through',
    kind: 'opening',
    text: `import { torch } from 'backstep';\nconst big = torch.randn(5000, 5000);\n`,
    target: ms(20),
  },
  {
    name: 'views: 100,000 steps of N2 while they are drawn',
    kind: 'drawing',
    text: changed(n2, ['steps = 5_000;', 'steps = 50_000;']),
    target: { kind: 'cost', atMost: 0.05 },
  },
];

export const WINDOW_WORKS: readonly WindowWork[] = [
  ...[...views, ...trained].map((work): WindowWork => ({ ...work, device: 'cpu' })),
  ...firsts,
];
