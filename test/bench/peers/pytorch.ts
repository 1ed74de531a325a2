/** @file PyTorch, in a process of its own: asked where a Python with torch is installed. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PYTHON = process.env['BACKSTEP_PYTHON'] ?? 'python3';

export interface PyTorch {
  readonly version: string;
  /** The median milliseconds of a work; null: it has no such work. */
  measure(work: string): Promise<number | null>;
}

/**
 * @param script the path of pytorch.py
 * @returns null where there is none
 */
export async function openPyTorch(script: string): Promise<PyTorch | null> {
  try {
    const { stdout } = await run(PYTHON, [script]);
    return { version: stdout.trim(), measure: (work) => ask(script, work) };
  } catch {
    // no Python, or none with torch: one peer fewer
    return null;
  }
}

const UNKNOWN_WORK = 3;

async function ask(script: string, work: string): Promise<number | null> {
  try {
    return Number((await run(PYTHON, [script, work])).stdout);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === UNKNOWN_WORK) return null;
    throw error;
  }
}
