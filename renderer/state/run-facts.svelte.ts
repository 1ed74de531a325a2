/** @file What a run's events say about the run itself: how it stands, where it runs, what it printed. */

import type { DeviceInfo, ErrorEvent, NoticeEvent, PrintEvent } from '../../engine/trace/events';
import type { Packed } from '../run/packing';

export type RunStatus = 'running' | 'done' | 'error' | 'stopped';

export class RunFacts {
  status = $state<RunStatus>('running');
  device = $state.raw<DeviceInfo | null>(null);
  error = $state.raw<ErrorEvent | null>(null);
  milliseconds = $state<number | null>(null);
  /** what was printed, with notices and the error, in order */
  readonly output: (PrintEvent | NoticeEvent | ErrorEvent)[] = [];
  /** all that happened, but not how far it had come meanwhile */
  readonly events: Packed[] = [];

  take(event: Packed): void {
    if (event.type !== 'turn' && event.type !== 'progress') this.events.push(event);
    switch (event.type) {
      case 'start':
        this.device = event.device;
        break;
      case 'print':
      case 'notice':
        this.output.push(event);
        break;
      case 'error':
        this.output.push(event);
        this.error = event;
        this.status = 'error';
        break;
      case 'done':
        this.milliseconds = event.milliseconds;
        if (this.status === 'running') this.status = 'done';
        break;
    }
  }
}
