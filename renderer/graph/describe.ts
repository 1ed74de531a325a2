/** @file Cards and graphs in words: for screen readers and for the table. */

import type { DTypeName } from '../../engine/dtype';
import type { Value } from '../../engine/trace/events';
import { numel } from '../run/history/values';
import { formatNumber, formatShape } from '../tensor/format';
import { NUMBERS_LIMIT } from '../tensor/heatmap';
import { healthText, type Health } from './health';
import type { GraphNode } from './model';
import type { Scope } from './scopes';

const KINDS = {
  parameter: 'leaf that requires grad',
  input: 'input',
  intermediate: 'intermediate',
} as const;

/** What a node is, as its card's shape tells it. */
export function kindLabel(node: GraphNode): string {
  return KINDS[node.kind];
}

/**
 * A value in one line: its number, its few numbers, or its shape and range.
 * @param shape the tensor's own, of which `value` may hold a corner only
 */
export function valueText(value: Value, dtype: DTypeName, shape: readonly number[]): string {
  if (numel(shape) > 0 && numel(shape) <= NUMBERS_LIMIT && value.whole) {
    const texts = [...value.elements].map((element) => formatNumber(element, dtype));
    return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  }
  const named = value.whole
    ? formatShape(shape)
    : `${formatShape(shape)}, of which the first ${formatShape(value.shape)}`;
  const numbers = [...value.elements].map(Number).filter(Number.isFinite);
  if (numbers.length === 0)
    return `${named}, ${value.elements.length === 0 ? 'no elements' : 'no finite element'}`;
  const range = `${formatNumber(Math.min(...numbers), dtype)} to ${formatNumber(Math.max(...numbers), dtype)}`;
  return `${named}, ${range}`;
}

/** A closed module in a few words. */
export function moduleText(scope: Scope): string {
  const count = scope.ops.length === 1 ? '1 operation' : `${scope.ops.length} operations`;
  const what = scope.times > 1 ? `${scope.times} modules ${scope.type}` : `module ${scope.type}`;
  return `by ${what} ${scope.path}, closed, ${count}`;
}

/** A node in a sentence: name, value, gradient. */
export function nodeText(
  node: GraphNode,
  value: Value | null,
  gradient: Value | null,
  health: Health | null = null,
): string {
  const { dtype, shape } = node.made.output;
  const has = value === null ? 'not computed yet' : `value ${valueText(value, dtype, shape)}`;
  const grad = gradient === null ? '' : `, gradient ${valueText(gradient, dtype, shape)}`;
  const by =
    node.module !== null ? `, ${moduleText(node.module)}` : node.op === null ? '' : `, by ${node.op.op}`;
  const units = value === null ? null : healthText(health);
  return `${node.label}, ${kindLabel(node)}${by}, ${has}${grad}${units === null ? '' : `, ${units}`}`;
}
