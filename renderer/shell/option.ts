/** @file One of the few things that a list in the bar offers. */

export interface Option {
  readonly value: string;
  readonly label: string;
  /** a sentence under the name */
  readonly detail?: string;
  readonly disabled?: boolean;
  /** stands at the end of the line, such as "solved" */
  readonly mark?: string;
  readonly group?: string;
}
