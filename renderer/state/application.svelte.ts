/** @file The application: what is open, what runs, what is set; everything that commands and views act on. */

import type { BackstepApi, Saved } from '../../electron/api';
import { isStale, mapLine } from '../editor/lines';
import { DEFAULT_LESSON, type Lesson } from '../lesson/lessons';
import type { DeviceChoice, DeviceReport, LikelyRun } from '../run/protocol';
import { Runs, type Session } from './application-runs.svelte';
import type { Attempt } from './attempt.svelte';
import { openTrace, saveTrace } from '../trace-file/files';
import { Sliders } from '../training/sliders.svelte';
import { OwnData } from './own-data.svelte';
import type { Run } from './run.svelte';
import { SettingsState } from './settings.svelte';
import { FILE, Workspace } from './workspace.svelte';

/** What can lie over the window; at most one at a time. */
export type Overlay =
  'data' | 'trace' | 'palette' | 'lessons' | 'map' | 'solution' | 'keys' | 'compare' | 'tensor';

/** What the left column shows. */
export type Column = 'both' | 'lesson' | 'editor';

/** What the application is made of; tests bring their own. */
export interface Parts {
  readonly api: Pick<BackstepApi, 'saveDocument' | 'saveSettings' | 'saveData' | 'platform'>;
  readonly saved: Saved;
  readonly lessons: readonly Lesson[];
  readonly session: Session & {
    devices(): Promise<DeviceReport>;
    prepare(request: LikelyRun): void;
  };
}

export class Application {
  readonly mac: boolean;
  readonly settings: SettingsState;
  readonly workspace: Workspace;
  readonly runs: Runs;
  readonly data: OwnData;
  /** what could not be read at the start; the learner can dismiss it */
  problems = $state.raw<readonly string[]>([]);
  /** null: not known yet */
  devices = $state.raw<DeviceReport | null>(null);
  overlay = $state<Overlay | null>(null);
  column = $state<Column>('both');
  /** a short sentence about what has just been done */
  note = $state('');
  /** the editor's way to a line; set by the editor while it is there */
  goToLine: (line: number) => void = () => {};
  /** the editor's way of changing a number; set by the editor while it is there */
  slide: (change: { from: number; to: number; insert: string }, goesOn: boolean) => void = () => {};
  readonly sliders: Sliders;

  readonly #session: Parts['session'];
  #noteTimer: ReturnType<typeof setTimeout> | undefined;
  /** episodes to record whatever the budget says, by lesson */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing draws it
  readonly #wanted = new Map<string, readonly number[]>();
  /** the text that the last verdict is about, by lesson */
  #judged = $state.raw<Attempt | null>(null);

  constructor({ api, saved, lessons, session }: Parts) {
    this.mac = api.platform === 'darwin';
    this.#session = session;
    this.problems = saved.problems;
    this.settings = new SettingsState(saved.settings, (settings) => api.saveSettings(settings));
    this.workspace = new Workspace(lessons, saved.settings.lesson, DEFAULT_LESSON, saved.texts, (document) =>
      api.saveDocument(document),
    );
    this.data = new OwnData(
      saved.data,
      (file) => api.saveData(file),
      (message) => this.say(message),
    );
    this.runs = new Runs(session, this.workspace.lesson.id);
    this.sliders = new Sliders({
      lesson: () => this.workspace.lesson.id,
      // while another text is on view there is nothing to slide
      text: () => (this.fromFile === null ? this.workspace.text : ''),
      slide: (change, goesOn) => this.slide(change, goesOn),
      rerun: () => this.run(),
    });
  }

  /** Runs the open lesson once, so that there is something to see, and finds out about the devices. */
  async begin(): Promise<void> {
    this.settings.open(this.workspace.lesson.id);
    this.#runOnOpening();
    try {
      this.devices = await this.#session.devices();
    } catch (error) {
      this.problems = [...this.problems, `The devices could not be asked: ${messageOf(error)}`];
    }
  }

  /** The drawn run where it comes from a file; null: it was run here. */
  get fromFile(): Run | null {
    const { shown } = this.runs;
    return shown === null || shown.saved === null ? null : shown;
  }

  /** Whether the drawn run was made of another text than the one in the editor. */
  get stale(): boolean {
    const { shown } = this.runs;
    return shown !== null && shown.saved === null && isStale(shown.source, this.workspace.text);
  }

  /** The line of the operation that the timeline stands at, in the text that is on view. */
  get litLine(): number | null {
    const { shown } = this.runs;
    if (shown !== null && shown.saved !== null) return shown.line;
    return shown === null || shown.line === null
      ? null
      : mapLine(shown.source, this.workspace.text, shown.line);
  }

  /** The last try's error, at its line in the text that is on view; gone once that line is edited. */
  get runProblem(): { line: number; message: string } | null {
    const { latest } = this.runs;
    if (!latest?.error) return null;
    const line = mapLine(latest.run.source, this.fromFile?.source ?? this.workspace.text, latest.error.line);
    return line === null ? null : { line, message: `${latest.error.name}: ${latest.error.message}` };
  }

  /** The exercise's last verdict for the open lesson, and whether the text has changed since. */
  get verdict(): { passed: boolean; message: string; stale: boolean } | null {
    const judged = this.#judged;
    if (judged === null || judged.lesson !== this.workspace.lesson.id) return null;
    const stale = isStale(judged.run.source, this.workspace.text);
    if (judged.verdict !== null) return { ...judged.verdict, stale };
    const { error } = judged;
    const why = error ? `${error.name}${error.line > 0 ? ` at line ${error.line}` : ''}` : 'it was stopped';
    return {
      passed: false,
      message: `The text did not run to its end (${why}), so it could not be checked.`,
      stale,
    };
  }

  /** Shows a run that was saved. @returns why it was refused; null: it is shown */
  async openTrace(file: File): Promise<string | null> {
    const read = await openTrace(file);
    if (!read.ok) return read.problem;
    this.runs.open(file.name, read.events);
    this.overlay = null;
    return null;
  }

  /** Saves the drawn run where the learner says. */
  async saveTrace(): Promise<void> {
    const { shown } = this.runs;
    if (shown !== null) await saveTrace(shown.events, `${this.workspace.lesson.id}-run-${shown.id}.json`);
  }

  /** Back from a run out of a file to the learner's own text and its last run. */
  leaveFile(): void {
    this.runs.leaveFile();
  }

  run(options: { check?: boolean; automatic?: boolean } = {}): void {
    this.runs.leaveFile();
    this.runs.start(
      {
        file: FILE,
        source: this.workspace.text,
        device: this.settings.device,
        check: options.check ?? false,
        automatic: options.automatic ?? false,
        data: this.data.files,
        record: this.#wanted.get(this.workspace.lesson.id) ?? [],
      },
      (attempt) => this.#ended(attempt),
    );
  }

  /** Runs again and records this episode, too. */
  record(episode: number): void {
    const { id } = this.workspace.lesson;
    this.#wanted.set(id, [...(this.#wanted.get(id) ?? []), episode]);
    this.run();
  }

  /** Lets the run that is held go one episode on; where none is under way, starts one and holds it after the first. */
  runEpisode(): void {
    if (this.runs.active === null) this.run();
    this.runs.stepEpisode();
  }

  stop(): void {
    this.runs.stop();
  }

  open(lesson: Lesson): void {
    this.overlay = null;
    if (lesson.id === this.workspace.lesson.id) return;
    this.workspace.open(lesson);
    this.settings.open(lesson.id);
    this.runs.switchTo(lesson.id);
    this.#runOnOpening();
    this.#prepare();
  }

  /** Opens the lesson `by` places further on. */
  openNext(by: 1 | -1): void {
    const { lessons, lesson } = this.workspace;
    const next = lessons[lessons.indexOf(lesson) + by];
    if (next) this.open(next);
  }

  reset(): void {
    if (!this.workspace.edited) return;
    this.workspace.reset();
    this.say('The original text is back. Undo in the editor brings yours back.');
  }

  /** Puts the lesson's solution into the editor, as one change that undo takes back. */
  useSolution(): void {
    const { lesson } = this.workspace;
    if (lesson.solution === null) return;
    this.workspace.edit(lesson.id, lesson.solution);
    this.overlay = null;
    this.say('The solution is in the editor. Undo brings your text back.');
  }

  /** Shows a sentence for a while, and lets screen readers say it. */
  say(text: string): void {
    clearTimeout(this.#noteTimer);
    this.note = text;
    this.#noteTimer = setTimeout(() => (this.note = ''), 6_000);
  }

  /** Takes another device for the runs to come. */
  chooseDevice(device: DeviceChoice): void {
    this.settings.device = device;
    this.#prepare();
    this.say('The next run uses it.');
  }

  /** Has the next run made ready when nothing else is under way. */
  #prepare(): void {
    const { text: source } = this.workspace;
    this.#session.prepare({ file: FILE, source, device: this.settings.device, data: this.data.files });
  }

  #runOnOpening(): void {
    if (this.runs.latest === null && this.runs.active === null) this.run({ automatic: true });
  }

  #ended(attempt: Attempt): void {
    if (!attempt.checking) return;
    this.#judged = attempt;
    if (attempt.verdict?.passed) this.settings.markSolved(attempt.lesson);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
