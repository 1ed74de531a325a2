/** @file What a lesson is made of, and what its exercise's check is given. */

/** What a check found. */
export interface Verdict {
  readonly passed: boolean;
  /** one or two sentences, about the learner's own values */
  readonly message: string;
}

/** What the learner's code left behind, for a check to look at. */
export interface CheckContext {
  /** the learner's top-level variables and functions by name */
  readonly variables: Readonly<Record<string, unknown>>;
  /** what was printed, one entry a `print` */
  readonly printed: readonly string[];
}

/** Tests what the learner's code does; a wrong answer gets a hint about its own values. */
export interface Check {
  (context: CheckContext): Verdict | Promise<Verdict>;
}
