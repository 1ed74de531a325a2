/** @file app://backstep: the renderer's files, with the policy that keeps every page and worker to itself. */

import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { protocol, session } from 'electron';

export const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://backstep`;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

/** CodeMirror, KaTeX and Svelte set styles on elements, hence the one 'unsafe-inline'. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Where the learner's code runs, and what computes for it: it may be compiled from text, and reaches nothing. */
const RUN_WORKER_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-eval'",
  "connect-src 'none'",
].join('; ');

/**
 * The file that a URL stands for.
 * @param root the folder that is served
 * @returns absolute path; null: it leads elsewhere and is refused
 */
export function fileOf(root: string, url: string): string | null {
  const { protocol: scheme, host, pathname } = new URL(url);
  if (scheme !== `${SCHEME}:` || host !== 'backstep') return null;
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    // A malformed escape names no file.
    return null;
  }
  // No file of ours has a backslash or a NUL in its name; on Windows the first would separate folders.
  if (/[\\\0]/.test(path)) return null;
  const file = resolve(root, `.${path === '/' ? '/index.html' : path}`);
  return file.startsWith(root + sep) ? file : null;
}

/** The headers of a served file: a worker takes its policy from its own script's response. */
export function headersOf(file: string): Record<string, string> {
  return {
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': /run-worker|kernel\.worker/.test(file) ? RUN_WORKER_POLICY : PAGE_POLICY,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
  };
}

/** Must be called before the application is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true, stream: true },
    },
  ]);
}

/**
 * Serves a folder, which may lie in an asar archive, and lets nothing through to any other address.
 * @param root the folder with the renderer's files
 * @param headers what goes with a file
 */
export function serve(root: string, headers = headersOf): void {
  const folder = resolve(root);
  protocol.handle(SCHEME, async (request) => {
    const file = fileOf(folder, request.url);
    if (file === null) return refusal(403);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
    try {
      const body = await readFile(file);
      return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), {
        headers: headers(file),
      });
    } catch {
      // Absent or a folder: to the page both are the same.
      return refusal(404);
    }
  });
  const own = new Set([`${SCHEME}:`, 'blob:', 'data:', 'devtools:']);
  session.defaultSession.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !own.has(new URL(url).protocol) });
  });
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: headersOf('refused.txt') });
}
