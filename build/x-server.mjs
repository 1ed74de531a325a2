/** @file Whether anything answers at an X display. */

import { createConnection } from 'node:net';

const ANSWER_MS = 3000;

/**
 * Whether an X server takes a connection.
 * @param {string} name as in DISPLAY: `:0`, `:0.0`, `host:10`
 * @returns {Promise<boolean>} true as well for a name of another form, which is the X library's to judge
 */
export async function xServerAnswers(name) {
  const [, host = '', number = ''] = /^([^:]*):(\d+)(?:\.\d+)?$/.exec(name) ?? [];
  if (number === '') return true;
  if (host !== '' && host !== 'unix') return connects({ host, port: 6000 + Number(number) });
  const socket = `/tmp/.X11-unix/X${number}`;
  // Linux servers listen on an abstract socket of that name too, or on it alone.
  return (await connects({ path: socket })) || (await connects({ path: `\0${socket}` }));
}

/** @param {import('node:net').NetConnectOpts} where */
function connects(where) {
  return new Promise((/** @type {(answer: boolean) => void} */ done) => {
    const socket = createConnection({ ...where, timeout: ANSWER_MS });
    const over = (/** @type {boolean} */ answer) => {
      socket.destroy();
      done(answer);
    };
    socket.once('connect', () => over(true));
    socket.once('error', () => over(false));
    socket.once('timeout', () => over(false));
  });
}
