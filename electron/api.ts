/** @file The one contract between the main process and the windows: channels, what they carry, how it is checked. */

import * as v from 'valibot';

/** How long a learner's text may be, in characters; a longer one is refused at the boundary. */
export const MAX_TEXT = 2_000_000;

const Name = v.pipe(v.string(), v.maxLength(200));

export const SettingsSchema = v.object({
  theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
  device: v.optional(v.picklist(['auto', 'webgpu', 'cpu']), 'auto'),
  /** the lesson that is open; null: the default one */
  lesson: v.optional(v.nullable(Name), null),
  /** sizes of the panes, in per cent, by group */
  panes: v.optional(v.record(Name, v.array(v.number())), {}),
  /** lessons whose check has passed */
  solved: v.optional(v.array(Name), []),
  /** lessons that have been in the window */
  opened: v.optional(v.array(Name), []),
});
export type Settings = v.InferOutput<typeof SettingsSchema>;

export const DocumentSchema = v.object({
  /** the lesson's folder name */
  lesson: Name,
  /** null: back to the original */
  text: v.nullable(v.pipe(v.string(), v.maxLength(MAX_TEXT))),
});
export type LessonDocument = v.InferOutput<typeof DocumentSchema>;

/** How long a file of the learner's own data may be, in characters. */
export const MAX_DATA = 8_000_000;

export const DataFileSchema = v.object({
  /** the file's own, without a folder */
  name: Name,
  /** null: it is no longer wanted */
  text: v.nullable(v.pipe(v.string(), v.maxLength(MAX_DATA))),
});
export type DataFile = v.InferOutput<typeof DataFileSchema>;

/** What is kept between starts. */
export interface Saved {
  readonly settings: Settings;
  /** the learner's edited texts by lesson */
  readonly texts: Readonly<Record<string, string>>;
  /** the learner's own data */
  readonly data: readonly { readonly name: string; readonly text: string }[];
  /** what could not be read and was set aside, in sentences for the learner */
  readonly problems: readonly string[];
}

/** One file of a headless run. */
export interface Job {
  readonly file: string;
  readonly source: string;
  readonly device: 'auto' | 'cpu' | 'webgpu';
  /** whether to send the trace back */
  readonly trace: boolean;
}

export const OutputSchema = v.object({ stream: v.picklist(['stdout', 'stderr']), text: v.string() });
export type Output = v.InferOutput<typeof OutputSchema>;

export const JobResultSchema = v.object({
  ok: v.boolean(),
  /** the trace as JSON; null where it was not asked for */
  trace: v.nullable(v.string()),
});
export type JobResult = v.InferOutput<typeof JobResultSchema>;

/** What the preload script puts on `window.backstep`. */
export interface BackstepApi {
  readonly versions: { readonly app: string; readonly electron: string; readonly chromium: string };
  readonly platform: 'darwin' | 'win32' | 'linux';
  load(): Promise<Saved>;
  /** Resolves when the text is on the disk. */
  saveDocument(document: LessonDocument): Promise<void>;
  saveSettings(settings: Settings): Promise<void>;
  /** Resolves when the file is on the disk. */
  saveData(file: DataFile): Promise<void>;
  /** A menu entry was chosen; returns what ends the listening. */
  onCommand(listener: (command: string) => void): () => void;
  /** Tells the menu which commands there are (id, label, key) and which can be used now. */
  setMenu(entries: readonly MenuEntry[]): Promise<void>;
  /** Headless windows alone: the next file, or null at the end. */
  nextJob(): Promise<Job | null>;
  write(output: Output): Promise<void>;
  finishJob(result: JobResult): Promise<void>;
}

export const MenuEntrySchema = v.object({
  id: Name,
  label: Name,
  /** an Electron accelerator; null: none */
  accelerator: v.nullable(Name),
  menu: v.picklist(['file', 'run', 'step', 'view', 'help']),
  enabled: v.boolean(),
});
export type MenuEntry = v.InferOutput<typeof MenuEntrySchema>;

/** Channel names; preload and main use these and no others. */
export const CHANNELS = {
  load: 'workspace:load',
  saveDocument: 'workspace:save-document',
  saveSettings: 'workspace:save-settings',
  saveData: 'workspace:save-data',
  command: 'menu:command',
  setMenu: 'menu:set',
  nextJob: 'headless:next-job',
  write: 'headless:write',
  finishJob: 'headless:finish-job',
} as const;
