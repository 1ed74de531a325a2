/** @file The page's side of the language worker. */

import { wrap, type Remote } from 'comlink';
import type { LanguageApi } from './worker';

/** Starts the worker; every method answers with a promise. */
export function startLanguage(): Remote<LanguageApi> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'language' });
  return wrap<LanguageApi>(worker);
}

export type Language = Pick<
  Remote<LanguageApi>,
  'compile' | 'problems' | 'completions' | 'completionHint' | 'hover'
>;
