/** @file A machine for the tests of the set-up: nothing is fetched or installed, and what was asked of it is written down. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Machine } from '../../build/machine.mjs';

export interface FakeMachine extends Machine {
  /** the command lines, in order */
  readonly ran: string[];
  readonly said: string[];
}

/** What a program does: its status, and for captured ones its output. */
export type Program = (args: readonly string[]) => { code?: number; stdout?: string } | void;

/** A linux-x64 machine with an empty folder as its repository, removed after the test. Unknown programs are not installed. */
export function fakeMachine(programs: Record<string, Program>, given: Partial<Machine> = {}): FakeMachine {
  const root = mkdtempSync(join(tmpdir(), 'backstep-build-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const ran: string[] = [];
  const said: string[] = [];
  const perform = (command: string, args: readonly string[]) => {
    ran.push([command, ...args].join(' '));
    const program = programs[command];
    if (program === undefined) return { code: 127, stdout: '' };
    return { code: 0, stdout: '', ...program(args) };
  };
  return {
    root,
    platform: 'linux',
    arch: 'x64',
    nodeVersion: '20.19.0',
    isRoot: true,
    env: {},
    say: (text) => void said.push(text),
    run: async (command, args) => perform(command, args).code,
    capture: async (command, args) => perform(command, args),
    reach: async () => false,
    displayAnswers: async () => true,
    ...given,
    ran,
    said,
  };
}
