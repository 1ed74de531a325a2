/** @file What the compile step, its marks and the run worker agree on. */

import type ts from 'typescript';

/** What the instrumented code calls its helpers by; see host.ts. */
export const HOST = '__backstep';

/** Why a text cannot be run. */
export interface CompileError {
  /** 'SyntaxError', or 'PermissionError' for what learner code may not do */
  readonly name: string;
  readonly message: string;
  /** 1-based */
  readonly line: number;
}

/** 1-based line of an offset. */
export function lineOf(tree: ts.SourceFile, offset: number): number {
  return tree.getLineAndCharacterOfPosition(offset).line + 1;
}
