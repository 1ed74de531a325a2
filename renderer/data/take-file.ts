/** @file Taking in a file that the learner opens: text in UTF-8, and a table of numbers where its name says so. */

import { MAX_DATA } from '../../electron/api';
import { isTable, readTable, refused, type OwnFile, type Read } from './files';

/** Takes in a file's bytes; line ends become \n. A .csv file must be a table of numbers. */
export function takeFile(name: string, bytes: Uint8Array): Read<OwnFile> {
  const decoded = decode(bytes);
  if (!decoded.ok) return decoded;
  const text = decoded.value.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (text.trim() === '') return refused(0, 'the file is empty');
  if (text.length > MAX_DATA)
    return refused(0, `the file has ${text.length} characters; at most ${MAX_DATA} are taken`);
  const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/.exec(text);
  if (control !== null)
    return refused(lineOf(text, control.index), 'there is a control character: this is no plain text');
  if (isTable(name)) {
    const table = readTable(text);
    if (!table.ok) return table;
  }
  return { ok: true, value: { name, text } };
}

function decode(bytes: Uint8Array): Read<string> {
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    // it says only that they are none; where, is found line by line
    let line = 1;
    let start = 0;
    for (let at = 0; at <= bytes.length; at++) {
      if (at < bytes.length && bytes[at] !== 10) continue;
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, at));
      } catch {
        return refused(line, 'the bytes are not text in UTF-8. Save the file as UTF-8 and open it again');
      }
      line += 1;
      start = at + 1;
    }
    return refused(0, 'the bytes are not text in UTF-8');
  }
}

function lineOf(text: string, at: number): number {
  return 1 + (text.slice(0, at).match(/\n/g)?.length ?? 0);
}
