/** @file Where the elements of an operation's output come from, and where those of its inputs go. */

import { numel } from '../../../engine/shape';
import { opRecord } from '../../../engine/ops/registry';
import { elementwise } from './elementwise';
import { embedding, gather, indexSelect, take } from './gather';
import { cat, stack } from './join';
import { matmul } from './matmul';
import { ELEMENTWISE, REDUCTIONS } from './names';
import { permute, transpose } from './permute';
import { reduce } from './reduce';
import { expand, repeat } from './repeat';
import { sameOrder } from './reshape';
import { flip, roll } from './roll';
import { select, slice } from './select';
import type { Applied, Source, SourcesOf } from './source';

export type { Applied, Source } from './source';

const RULES: ReadonlyMap<string, SourcesOf> = new Map<string, SourcesOf>([
  ...ELEMENTWISE.map((op) => [op, elementwise] as const),
  ...REDUCTIONS.map((op) => [op, reduce] as const),
  ...['matmul', 'mm', 'bmm', 'mv', 'dot', 'vdot'].map((op) => [op, matmul] as const),
  ...['view', 'reshape', 'unsafeView', 'squeeze', 'unsqueeze', 'clone', 'alias', 'to'].map(
    (op) => [op, sameOrder] as const,
  ),
  ['permute', permute],
  ['transpose', transpose],
  ['t', transpose],
  ['expand', expand],
  ['repeat', repeat],
  ['select', select],
  ['unbind', select],
  ['slice', slice],
  ['split', slice],
  ['roll', roll],
  ['flip', flip],
  ['cat', cat],
  ['stack', stack],
  ['gather', gather],
  ['indexSelect', indexSelect],
  ['take', take],
  ['embedding', embedding],
]);

/** Elements of the inputs that are looked through, at most, for an operation without a rule of its own. */
const MOST_ELEMENTS = 4096;

/** Both directions of one operation. */
export interface SourceMap {
  /** the elements that an output element is made of */
  sources(at: number): readonly Source[];
  /** the output elements that an input element enters */
  targets(source: Source): readonly number[];
}

/**
 * The map of an operation, by its rule, or out of what its record explains about its derivative.
 * @returns null: nothing is known about it
 */
export function sourceMap(applied: Applied): SourceMap | null {
  if (applied.inputs.length === 0) return null;
  const rule = RULES.get(applied.op);
  const explained = opRecord(applied.op)?.explain ?? null;
  const small = applied.inputs.every(({ shape }) => numel(shape) <= MOST_ELEMENTS);
  let inverse: Map<number, Source[]> | null = null;
  let forth: ReadonlyMap<string, readonly number[]> | null = null;

  if (rule === undefined && (explained === null || !small)) return null;
  const targetsOf = ({ input, at }: Source): readonly number[] => [
    ...new Set(explained!.locals(input, at, applied).map((local) => local.at)),
  ];
  const sources = (at: number): readonly Source[] => {
    if (rule !== undefined) return rule(applied, at);
    inverse ??= inverted(applied, targetsOf);
    return inverse.get(at) ?? [];
  };
  return {
    sources,
    targets(source) {
      if (rule === undefined) return targetsOf(source);
      if (numel(applied.output.shape) > MOST_ELEMENTS) return explained === null ? [] : targetsOf(source);
      forth ??= turned(applied, sources);
      return forth.get(`${source.input} ${source.at}`) ?? [];
    },
  };
}

/** From input to output, turned round. */
function inverted(applied: Applied, targetsOf: (source: Source) => readonly number[]): Map<number, Source[]> {
  const found = new Map<number, Source[]>();
  applied.inputs.forEach(({ shape }, input) => {
    for (let at = 0; at < numel(shape); at++) {
      for (const target of targetsOf({ input, at })) {
        const list = found.get(target);
        if (list) list.push({ input, at });
        else found.set(target, [{ input, at }]);
      }
    }
  });
  return found;
}

/** From output to input, turned round. */
function turned(
  applied: Applied,
  sources: (at: number) => readonly Source[],
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (let at = 0; at < numel(applied.output.shape); at++) {
    for (const { input, at: from } of sources(at)) {
      const key = `${input} ${from}`;
      const list = found.get(key);
      if (!list) found.set(key, [at]);
      else if (list.at(-1) !== at) list.push(at);
    }
  }
  return found;
}
