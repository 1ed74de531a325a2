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

/** A loop of the text; its number is its place in the list. */
export interface LoopFacts {
  /** 1-based */
  readonly line: number;
  /** whether it lets others have their turn now and then: it may await, and nothing of the text runs meanwhile */
  readonly breathes: boolean;
  /** the loop around it in the same function; null: none */
  readonly parent: number | null;
}

/** 1-based line of an offset. */
export function lineOf(tree: ts.SourceFile, offset: number): number {
  return tree.getLineAndCharacterOfPosition(offset).line + 1;
}
