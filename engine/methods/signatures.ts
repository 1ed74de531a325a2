/** @file Guards before the tensor's methods: wrong arguments are refused. */

import { formOf } from '../arguments/forms';
import { guarded, WRITTEN, type Callable } from '../arguments/guard';
import type { Speaker } from '../arguments/refusal';
import { pythonName } from '../refusals';
import { Tensor } from '../tensor';

/** Asked all the time, by the engine, too. */
const UNGUARDED = new Set(['numel', 'isContiguous']);

for (const [path, text] of Object.entries(WRITTEN)) {
  const name = path.replace(/^torch\.Tensor#/, '');
  if (name === path || UNGUARDED.has(name)) continue;
  const method = Object.getOwnPropertyDescriptor(Tensor.prototype, name)?.value as Callable;
  const speaker: Speaker = { name: pythonName(name), language: 'c', unwritten: 0 };
  const value = guarded(method, text!, speaker, { isTried: true, form: formOf(path, speaker.name) });
  Object.defineProperty(Tensor.prototype, name, { value, writable: true, configurable: true });
}
