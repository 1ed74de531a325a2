/** @file The language worker: compiles texts and answers what TypeScript knows, off the window's thread. */

import { expose } from 'comlink';
import { compile } from '../../run/compile';
import { virtualFiles } from './files';
import { LanguageService } from './service';

let service: LanguageService | null = null;

/** Made at the first question about types: a run must not wait for it. */
function language(): LanguageService {
  return (service ??= new LanguageService(virtualFiles()));
}

const api = {
  compile: (...args: Parameters<typeof compile>) => compile(...args),
  problems: (text: string) => language().problems(text),
  completions: (text: string, at: number) => language().completions(text, at),
  completionHint: (text: string, at: number, label: string) => language().completionHint(text, at, label),
  hover: (text: string, at: number) => language().hover(text, at),
};
export type LanguageApi = typeof api;

expose(api);
