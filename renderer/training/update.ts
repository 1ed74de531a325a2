/** @file What kind of update an optimiser made. */

import type { UpdateEvent } from '../../engine/trace/events';

/** Whether the update is just `p − lr × grad`, so that it may be written so: SGD with nothing else switched on. */
export function isPlainDescent(event: UpdateEvent): boolean {
  if (event.optimizer !== 'SGD' || typeof event.settings['lr'] !== 'number') return false;
  const extras = ['momentum', 'dampening', 'weight_decay', 'weightDecay', 'nesterov', 'maximize'];
  return extras.every((name) => !event.settings[name]);
}
