/** @file Tensors in lists and objects of any depth: what functions take and give. */

import { Tensor } from '../tensor';

/** A tensor, or lists and objects of such. */
export type Tree = Tensor | readonly Tree[] | { readonly [name: string]: Tree };

/** The same nesting with something else in the place of each tensor. */
export function mapped(
  tree: unknown,
  change: (leaf: unknown, i: number) => unknown,
  count = { i: 0 },
): unknown {
  if (tree instanceof Tensor || typeof tree !== 'object' || tree === null) return change(tree, count.i++);
  if (Array.isArray(tree)) return tree.map((part) => mapped(part, change, count));
  return Object.fromEntries(Object.entries(tree).map(([name, part]) => [name, mapped(part, change, count)]));
}

/** What is in the nesting, in order. */
export function leavesOf(tree: unknown): unknown[] {
  const leaves: unknown[] = [];
  mapped(tree, (leaf) => leaves.push(leaf));
  return leaves;
}
