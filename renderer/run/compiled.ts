/** @file What the compile step and the run worker agree on. */

/** What the instrumented code calls its helpers by; see host.ts. */
export const HOST = '__backstep';
