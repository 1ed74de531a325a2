/** @file How a request from a window comes in: from our own page, with arguments that were checked, or not at all. */

import { ipcMain } from 'electron';
import * as v from 'valibot';
import { isOurs } from './security';

/**
 * Answers a channel.
 * @param schema what the one argument must be; v.undefined() where there is none
 * @throws Error (to the page) when the sender or the argument is not what it should be
 */
export function answer<T, R>(
  channel: string,
  schema: v.GenericSchema<unknown, T>,
  perform: (argument: T) => R | Promise<R>,
): void {
  ipcMain.handle(channel, async (event, ...args: unknown[]) => {
    const frame = event.senderFrame;
    if (frame === null || frame.parent !== null || !isOurs(frame.url)) {
      throw new Error(`${channel}: not from the application's own page`);
    }
    if (args.length > 1) throw new Error(`${channel}: takes one argument at most`);
    const checked = v.safeParse(schema, args[0]);
    if (!checked.success) throw new Error(`${channel}: ${v.summarize(checked.issues)}`);
    return await perform(checked.output);
  });
}
