/** @file Which line of the text now is which line of the text a run was made of. */

/**
 * Where line `line` (1-based) of `source` stands in `text`. Lines before the first and after the last
 * change keep their identity; a line inside the changed stretch has no counterpart.
 *
 * @returns the line's number in `text`, or null
 */
export function mapLine(source: string, text: string, line: number): number | null {
  if (line < 1) return null;
  const from = source.split('\n');
  if (line > from.length) return null;
  if (source === text) return line;
  const to = text.split('\n');
  const shorter = Math.min(from.length, to.length);
  let head = 0;
  while (head < shorter && from[head] === to[head]) head++;
  if (line <= head) return line;
  let tail = 0;
  while (tail < shorter - head && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++;
  return line > from.length - tail ? line + to.length - from.length : null;
}

/** Whether a run's text is no longer what stands in the editor. Line ends and trailing blanks at the end do not count. */
export function isStale(source: string, text: string): boolean {
  return source !== text && source.trimEnd() !== text.trimEnd();
}
