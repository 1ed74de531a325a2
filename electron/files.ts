/** @file Files that are whole or not there: written beside, flushed, renamed; one write at a time, the latest wins. */

import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file so that after a crash at any moment either the old text or the new one is there.
 * @throws what the file system throws
 */
export async function writeAtomically(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.tmp`;
  const handle = await open(beside, 'w');
  try {
    await handle.writeFile(text, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
  await syncFolder(dirname(file));
}

/** Flushes the folder, so that the rename itself is on the disk. Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

interface Pending {
  text: string | null;
  readonly done: Promise<void>;
}

/** Writes files one after the other each; a newer text takes the place of one that still waits. */
export class FileQueue {
  readonly #waiting = new Map<string, Pending>();
  readonly #running = new Map<string, Promise<void>>();

  /**
   * @param text null removes the file
   * @returns when this text, or a newer one for the same file, is on the disk
   */
  write(file: string, text: string | null): Promise<void> {
    const waiting = this.#waiting.get(file);
    if (waiting !== undefined) {
      waiting.text = text;
      return waiting.done;
    }
    const before = this.#running.get(file) ?? Promise.resolve();
    const pending: Pending = {
      text,
      // A write that failed has told whoever asked for it; the next one starts afresh.
      done: before.then(
        () => this.#perform(file, pending),
        () => this.#perform(file, pending),
      ),
    };
    this.#waiting.set(file, pending);
    this.#running.set(file, pending.done);
    return pending.done;
  }

  /** Whether nothing is being written. */
  get isIdle(): boolean {
    return this.#running.size === 0;
  }

  /** Resolves when nothing is being written. Failures are told to whoever asked for the write. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running.values());
  }

  async #perform(file: string, pending: Pending): Promise<void> {
    this.#waiting.delete(file);
    try {
      if (pending.text === null) await rm(file, { force: true });
      else await writeAtomically(file, pending.text);
    } finally {
      if (this.#running.get(file) === pending.done) this.#running.delete(file);
    }
  }
}
