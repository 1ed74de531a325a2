/** @file Which tensor a learner is looking at: the selected one, or the one that the current step is about. */

import type { GraphNode } from '../graph/model';
import type { Step } from '../run/history/steps';
import type { Run } from '../state/run.svelte';

/** The tensor a step is about: what it makes, changes, or goes back through. */
export function tensorOf(step: Step): number | null {
  switch (step.kind) {
    case 'leaf':
    case 'forward':
      return step.event.output.id;
    case 'backward':
      return step.op?.output.id ?? step.accumulates[0]?.tensor ?? null;
    case 'update':
      return step.event.params[0]?.tensor ?? null;
    case 'zeroGrad':
      return step.event.tensors[0] ?? null;
    case 'mutate':
    case 'requiresGrad':
      return step.event.tensor;
  }
}

/** The node the learner selected; null: none, or it is not on view. */
export function selectedNode(run: Run): GraphNode | null {
  return run.selected === null ? null : (run.graph.byKey.get(run.selected) ?? null);
}

/** null: there is nothing to look at yet. */
export function subjectOf(run: Run | null): number | null {
  if (run === null) return null;
  return selectedNode(run)?.tensor ?? (run.current === null ? null : tensorOf(run.current));
}
