/** @file `$…$` and `$$…$$` in Markdown, set by KaTeX. */

import katex from 'katex';
import type { MarkdownIt } from 'markdown-it';

/** TeX as HTML with MathML beside it for screen readers. A mistake is shown in red instead of thrown. */
export function renderTeX(tex: string, display: boolean): string {
  return katex.renderToString(tex, { displayMode: display, throwOnError: false, output: 'htmlAndMathml' });
}

/**
 * A dollar opens if no blank follows it, and closes if no blank stands before it and no digit after it:
 * so "$5 and $6" stays text (Pandoc's rule, https://pandoc.org/MANUAL.html#math).
 */
export function math(md: MarkdownIt): void {
  md.inline.ruler.after('escape', 'math', (state, silent) => {
    const { src, pos, posMax } = state;
    if (src[pos] !== '$') return false;
    const display = src[pos + 1] === '$';
    const mark = display ? '$$' : '$';
    const start = pos + mark.length;
    let end = src.indexOf(mark, start);
    while (end > 0 && src[end - 1] === '\\') end = src.indexOf(mark, end + 1);
    if (end <= start || end >= posMax) return false;
    if (!display) {
      const opens = !/\s/.test(src[start] ?? ' ');
      const closes = !/\s/.test(src[end - 1] ?? ' ') && !/\d/.test(src[end + 1] ?? '');
      if (!opens || !closes) return false;
    }
    if (!silent) {
      const token = state.push(display ? 'math_display' : 'math_inline', 'math', 0);
      token.content = src.slice(start, end).trim();
    }
    state.pos = end + mark.length;
    return true;
  });
  md.renderer.rules['math_inline'] = (tokens, i) => renderTeX(tokens[i]?.content ?? '', false);
  md.renderer.rules['math_display'] = (tokens, i) => renderTeX(tokens[i]?.content ?? '', true);
}
