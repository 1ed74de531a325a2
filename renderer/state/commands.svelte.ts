/** @file Every command, declared once: toolbar, palette, shortcuts and the native menu read this list. */

import type { MenuEntry } from '../../electron/api';
import type { Phase } from '../run/history/steps';
import { accelerator } from '../shell/keys';
import { subjectOf } from '../tensor/subject';
import type { Application } from './application.svelte';
import { jump, targetOf } from './travel';

export interface Command {
  readonly id: string;
  readonly label: string;
  /** the shortcuts, the first of which is shown; none: [] */
  readonly keys: readonly string[];
  readonly menu: MenuEntry['menu'];
  enabled(): boolean;
  perform(): void;
  /** why it cannot be used now, in a sentence; null: that speaks for itself */
  why?(): string | null;
}

/** The commands of an application. Ids stay the same between versions: the menu sends them back. */
export function createCommands(app: Application): readonly Command[] {
  const { runs, workspace, settings } = app;
  const always = () => true;
  const canStep = () => runs.shown !== null;
  const jumpTo = (phase: Phase) => () => runs.shown !== null && jump(runs.shown, phase);
  const canJump = (phase: Phase) => () => runs.shown !== null && targetOf(runs.shown, phase) >= 0;
  const command = (
    id: string,
    label: string,
    keys: readonly string[],
    menu: MenuEntry['menu'],
    perform: () => void,
    enabled: () => boolean = always,
  ): Command => ({ id, label, keys, menu, perform, enabled });
  const place = () => workspace.lessons.indexOf(workspace.lesson);

  return [
    command('lesson.open', 'Open a lesson…', ['/'], 'file', () => (app.overlay = 'lessons')),
    command('lesson.map', 'Lesson map…', ['M'], 'file', () => (app.overlay = 'map')),
    command(
      'lesson.next',
      'Next lesson',
      ['Mod+PageDown'],
      'file',
      () => app.openNext(1),
      () => place() < workspace.lessons.length - 1,
    ),
    command(
      'lesson.previous',
      'Previous lesson',
      ['Mod+PageUp'],
      'file',
      () => app.openNext(-1),
      () => place() > 0,
    ),
    command('data.open', 'My data…', ['D'], 'file', () => (app.overlay = 'data')),
    command('trace.open', 'Open a trace…', [], 'file', () => (app.overlay = 'trace')),
    command(
      'trace.save',
      'Save the run as a trace…',
      [],
      'file',
      () => void app.saveTrace(),
      () => runs.shown !== null && runs.shown.status !== 'running',
    ),
    command(
      'trace.leave',
      'Back to my own text',
      [],
      'file',
      () => app.leaveFile(),
      () => app.fromFile !== null,
    ),
    command(
      'text.reset',
      'Reset to the original',
      [],
      'file',
      () => app.reset(),
      () => workspace.edited,
    ),
    command(
      'text.solution',
      'Show the solution…',
      [],
      'file',
      () => (app.overlay = 'solution'),
      () => workspace.lesson.solution !== null,
    ),

    command('run.start', 'Run', ['Mod+Enter'], 'run', () => app.run()),
    command(
      'run.stop',
      'Stop',
      ['Escape'],
      'run',
      () => app.stop(),
      () => runs.active !== null,
    ),
    {
      ...command('run.pause', '', ['P'], 'run', () =>
        runs.active?.state === 'paused' ? runs.resume() : runs.pause(),
      ),
      get label() {
        return runs.active?.state === 'paused' ? 'Resume the run' : 'Pause the run';
      },
      enabled: () => runs.active?.state === 'paused' || runs.canPause,
      why: () =>
        runs.active?.loops?.length === 0 ? 'This text has no loop, so there is no place to pause at.' : null,
    },
    command(
      'run.episode',
      'Run one episode',
      ['N'],
      'run',
      () => app.runEpisode(),
      () => runs.active === null || runs.active.state === 'paused',
    ),
    command(
      'run.check',
      'Check the exercise',
      ['Mod+Shift+Enter'],
      'run',
      () => app.run({ check: true }),
      () => workspace.lesson.hasCheck,
    ),

    command(
      'run.compare',
      'Compare runs…',
      ['C'],
      'run',
      () => (app.overlay = 'compare'),
      () => runs.past.length > 1,
    ),

    command('step.play', 'Play or pause', ['Space'], 'step', () => runs.shown?.player.toggle(), canStep),
    command('step.forward', 'Step forward', ['ArrowRight'], 'step', () => runs.shown?.step(), canStep),
    command('step.back', 'Step back', ['ArrowLeft'], 'step', () => runs.shown?.back(), canStep),
    command('step.first', 'To the first step', ['Home'], 'step', () => runs.shown?.home(), canStep),
    command('step.last', 'To the last step', ['End'], 'step', () => runs.shown?.end(), canStep),
    command('step.forwards', 'To the first forward step', [], 'step', jumpTo('forward'), canJump('forward')),
    command(
      'step.backwards',
      'To the first backward step',
      [],
      'step',
      jumpTo('backward'),
      canJump('backward'),
    ),
    command('step.update', 'To the update', [], 'step', jumpTo('update'), canJump('update')),

    command(
      'graph.modules',
      'Modules as cards',
      ['G'],
      'view',
      () => {
        const run = runs.shown;
        if (run !== null) run.folding.on = !run.folded;
      },
      () => runs.shown?.hasModules ?? false,
    ),
    command(
      'graph.module',
      'Open the selected module, or close the one around',
      ['O'],
      'view',
      () => {
        const run = runs.shown;
        if (run !== null && run.selected !== null) run.folding.turn(run.graph, run.selected);
      },
      () => typeof runs.shown?.selected === 'string' && runs.shown.hasModules,
    ),
    command(
      'view.tensor',
      'Enlarge the tensor',
      ['E'],
      'view',
      () => (app.overlay = 'tensor'),
      () => subjectOf(runs.shown) !== null,
    ),
    command('view.palette', 'All commands…', ['Mod+K'], 'view', () => (app.overlay = 'palette')),
    command('view.both', 'Lesson above editor', ['Mod+1'], 'view', () => (app.column = 'both')),
    command('view.lesson', 'Lesson fills the column', ['Mod+2'], 'view', () => (app.column = 'lesson')),
    command('view.editor', 'Editor fills the column', ['Mod+3'], 'view', () => (app.column = 'editor')),
    command('view.theme.system', 'Theme: as the system', [], 'view', () => (settings.theme = 'system')),
    command('view.theme.light', 'Theme: light', [], 'view', () => (settings.theme = 'light')),
    command('view.theme.dark', 'Theme: dark', [], 'view', () => (settings.theme = 'dark')),
    command(
      'console.clear',
      'Clear the console',
      [],
      'view',
      () => runs.latest?.log.clear(),
      () => runs.latest !== null,
    ),

    command('help.keys', 'Keys', ['?'], 'help', () => (app.overlay = 'keys')),
  ];
}

/** The commands as the native menu wants them. */
export function menuEntries(commands: readonly Command[]): MenuEntry[] {
  return commands.map(({ id, label, keys, menu, enabled }) => ({
    id,
    label,
    accelerator: keys.map(accelerator).find((key) => key !== null) ?? null,
    menu,
    enabled: enabled(),
  }));
}

/** Performs a command by its id, if there is one and it can be used now. */
export function perform(commands: readonly Command[], id: string): void {
  const found = commands.find((command) => command.id === id);
  if (found?.enabled()) found.perform();
}
