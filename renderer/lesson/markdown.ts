/** @file A lesson's Markdown as HTML: the text, and its exercise apart from it. */

import MarkdownIt from 'markdown-it';
import { math } from './math';

/** HTML made from our own lesson files; no HTML of theirs passes through. */
export interface RenderedLesson {
  readonly text: string;
  /** what stands under `## Exercise`, without that heading; null: there is none */
  readonly exercise: string | null;
}

const md = new MarkdownIt({ html: false, linkify: false, typographer: false }).use(math);

// The window's own heading is level 1 and the lesson's title level 2, so the text's begin one further down.
md.renderer.rules['heading_open'] = (tokens, i) => `<${lowered(tokens[i]?.tag)}>`;
md.renderer.rules['heading_close'] = (tokens, i) => `</${lowered(tokens[i]?.tag)}>\n`;
// Nothing opens in this window: a link is its text with the address beside it, to be read and copied.
md.renderer.rules['link_open'] = (tokens, i) => {
  const address = String(tokens[i]?.attrGet('href') ?? '');
  return `<span class="link" data-address="${md.utils.escapeHtml(address)}">`;
};
md.renderer.rules['link_close'] = (tokens, i) => {
  const open = tokens.slice(0, i).findLast((token) => token.type === 'link_open');
  const address = String(open?.attrGet('href') ?? '');
  return `</span> <code class="address">${md.utils.escapeHtml(address)}</code>`;
};
// Wide code and tables scroll by themselves, so they must be reachable by keyboard.
md.renderer.rules['fence'] = (tokens, i) => {
  const code = md.utils.escapeHtml(tokens[i]?.content ?? '');
  return `<pre tabindex="0" role="group" aria-label="Code"><code>${code}</code></pre>\n`;
};

// An image is a live view: an empty place with its address and caption, which the lesson's pane fills.
md.renderer.rules['image'] = (tokens, i) => {
  const token = tokens[i]!;
  const caption = md.renderer.renderInlineAsText(token.children ?? [], md.options, {});
  const address = String(token.attrGet('src') ?? '');
  const attribute = md.utils.escapeHtml;
  return `<span class="live" data-live="${attribute(address)}" data-caption="${attribute(caption)}"></span>`;
};
// A figure alone in a paragraph is no paragraph.
md.core.ruler.push('figures', ({ tokens }) => {
  tokens.forEach((token, i) => {
    const children = token.children ?? [];
    if (token.type !== 'inline' || !children.some((child) => child.type === 'image')) return;
    if (!children.every((child) => child.type === 'image' || child.type === 'softbreak')) return;
    for (const around of [tokens[i - 1], tokens[i + 1]]) if (around) around.hidden = true;
  });
});

/** Renders a lesson's body (without its head). */
export function renderLesson(body: string): RenderedLesson {
  const env = {};
  const tokens = md.parse(body, env);
  const start = tokens.findIndex(
    (token, i) => token.type === 'heading_open' && token.tag === 'h2' && isExercise(tokens[i + 1]?.content),
  );
  const render = (from: number, to: number) => md.renderer.render(tokens.slice(from, to), md.options, env);
  if (start < 0) return { text: render(0, tokens.length), exercise: null };
  const next = tokens.findIndex(
    (token, i) => i > start && token.type === 'heading_open' && (token.tag === 'h1' || token.tag === 'h2'),
  );
  const end = next < 0 ? tokens.length : next;
  return { text: render(0, start) + render(end, tokens.length), exercise: render(start + 3, end) };
}

function isExercise(heading: string | undefined): boolean {
  return heading?.trim().toLowerCase() === 'exercise';
}

function lowered(tag: string | undefined): string {
  return `h${Math.min(6, Number(tag?.slice(1) ?? 2) + 1)}`;
}
