/** @file What is kept between starts: the learner's texts, one file a lesson, and the settings. */

import { createHash } from 'node:crypto';
import { access, readFile, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { DataFileSchema, DocumentSchema, SettingsSchema } from './api';
import type { DataFile, LessonDocument, Saved, Settings } from './api';
import { FileQueue } from './files';

const TextFileSchema = v.object({ ...DocumentSchema.entries, text: v.string() });
const KeptDataSchema = v.object({ ...DataFileSchema.entries, text: v.string() });

/** The texts and settings under one folder. */
export class Documents {
  readonly #settings: string;
  readonly #texts: string;
  readonly #data: string;
  readonly #queue = new FileQueue();

  /** @param folder the application's own, under the user's */
  constructor(folder: string) {
    this.#settings = join(folder, 'settings.json');
    this.#texts = join(folder, 'texts');
    this.#data = join(folder, 'data');
  }

  /** Reads everything. A file that cannot be read is set aside as `*.broken` and told in `problems`; none is lost. */
  async load(): Promise<Saved> {
    const problems: string[] = [];
    const settings = await read(this.#settings, SettingsSchema, 'The settings', problems);
    const documents = await readAll(
      this.#texts,
      TextFileSchema,
      (name) => `Your text of the lesson '${name}'`,
      problems,
    );
    const data = await readAll(this.#data, KeptDataSchema, (name) => `Your data '${name}'`, problems);
    return {
      settings: settings ?? v.parse(SettingsSchema, {}),
      texts: Object.fromEntries(documents.map(({ lesson, text }) => [lesson, text])),
      data,
      problems,
    };
  }

  /** @returns when it is on the disk */
  saveDocument({ lesson, text }: LessonDocument): Promise<void> {
    const file = join(this.#texts, `${fileNameOf(lesson)}.json`);
    return this.#queue.write(file, text === null ? null : JSON.stringify({ lesson, text }));
  }

  /** @returns when it is on the disk */
  saveData({ name, text }: DataFile): Promise<void> {
    const file = join(this.#data, `${fileNameOf(name)}.json`);
    return this.#queue.write(file, text === null ? null : JSON.stringify({ name, text }));
  }

  /** @returns when they are on the disk */
  saveSettings(settings: Settings): Promise<void> {
    return this.#queue.write(this.#settings, JSON.stringify(settings, null, 2));
  }

  /** Whether everything that was saved is on the disk. */
  get isIdle(): boolean {
    return this.#queue.isIdle;
  }

  /** Resolves when everything that was saved is on the disk. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }
}

/**
 * A file name for a lesson: its own where that is plain, else what is plain in it and a sum, so that two never meet
 * and none leads out of the folder. A plain name has no dot, so it is never mistaken for the other kind.
 */
export function fileNameOf(lesson: string): string {
  if (/^[a-z0-9][a-z0-9_-]{0,79}$/.test(lesson)) return lesson;
  const plain = lesson
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .slice(0, 40);
  return `text${plain}.${createHash('sha256').update(lesson).digest('hex').slice(0, 16)}`;
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/**
 * Reads and checks every file of a folder.
 * @param what names the one that could not be read, by its file's name
 */
async function readAll<T>(
  folder: string,
  schema: v.GenericSchema<unknown, T>,
  what: (name: string) => string,
  problems: string[],
): Promise<T[]> {
  const found: T[] = [];
  for (const name of await list(folder)) {
    const file = join(folder, name);
    // Left by a write that a crash broke off; the file it was meant for is whole.
    if (name.endsWith('.tmp')) await rm(file, { force: true });
    if (!name.endsWith('.json')) continue;
    const content = await read(file, schema, what(basename(name, '.json')), problems);
    if (content !== null) found.push(content);
  }
  return found;
}

/** Reads and checks one file; null where there is none or it had to be set aside. */
async function read<T>(
  file: string,
  schema: v.GenericSchema<unknown, T>,
  what: string,
  problems: string[],
): Promise<T | null> {
  try {
    const bytes = await readFile(file);
    // Fatal: bytes that are no text are a broken file, not a text with replacement characters in it.
    return v.parse(schema, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    try {
      const aside = await freeName(`${file}.broken`);
      await rename(file, aside);
      problems.push(`${what} could not be read. The file was set aside as ${aside}.`);
    } catch (second) {
      const why = second instanceof Error ? second.message : String(second);
      problems.push(`${what} could not be read, and the file ${file} could not be set aside: ${why}`);
    }
    return null;
  }
}

/** A name that no file has, so that an earlier one set aside is not overwritten. */
async function freeName(wanted: string): Promise<string> {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? wanted : `${wanted}-${n}`;
    try {
      await access(name);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return name;
      throw error;
    }
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
