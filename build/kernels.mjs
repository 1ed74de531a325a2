/** @file Compiles the cpu's kernels to WebAssembly and writes them as a module, when their source has changed. */

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { Stop } from './machine.mjs';

const FOLDER = join('engine', 'devices', 'cpu', 'wasm');
const SOURCES = [
  join(FOLDER, 'assembly'),
  join('build', 'kernels.mjs'),
  join('node_modules', 'assemblyscript', 'package.json'),
];
const GENERATED = join(FOLDER, 'module.generated.ts');

/** With fused multiply-add, where the machine has relaxed SIMD, and without. */
const BUILDS = /** @type {const} */ ({ relaxed: 'threads,simd,relaxed-simd', plain: 'threads,simd' });
/** Of whatever size the memory is that several threads share: in pages, the most that there may be. */
const PAGES = ['--initialMemory', '1', '--maximumMemory', '65536'];

/**
 * @param {string} root the repository's
 * @throws {Stop} when they do not compile
 */
export async function ensureKernels(root) {
  const stamp = `// ${fingerprint(root, SOURCES)}`;
  const target = join(root, GENERATED);
  if (firstLine(target) === stamp) return;
  const lines = [stamp, '/** @file Made by build/kernels.mjs from assembly/: the kernels, as base64. */', ''];
  for (const [name, features] of Object.entries(BUILDS)) {
    lines.push(`export const ${name} =`, `  '${await compile(root, features)}';`);
  }
  // Under another name first: a half-written module is never seen.
  const unfinished = `${target}.${process.pid}`;
  mkdirSync(join(root, FOLDER), { recursive: true });
  writeFileSync(unfinished, `${lines.join('\n')}\n`);
  renameSync(unfinished, target);
}

/** @param {string} file */
function firstLine(file) {
  try {
    return readFileSync(file, 'utf8').split('\n', 1)[0];
  } catch {
    // Not made yet.
    return null;
  }
}

/**
 * @param {string} root
 * @param {string} features
 * @returns {Promise<string>} the module in base64
 */
async function compile(root, features) {
  const { main } = await import('assemblyscript/asc');
  /** @type {Uint8Array | null} */
  let bytes = null;
  const { error, stderr } = await main(
    [
      `${FOLDER}/assembly/index.ts`,
      ...['--runtime', 'stub', '--enable', features, '-O3', '--noAssert'],
      ...['--importMemory', '--sharedMemory', ...PAGES],
      // v128 in a signature: of functions that nobody outside calls.
      ...['--disableWarning', '112', '--outFile', 'kernels.wasm'],
    ],
    {
      readFile: (name, base) => read(join(base === '.' ? root : join(root, base), name)),
      writeFile: (_name, contents) => void (bytes = typeof contents === 'string' ? null : contents),
      listFiles: () => [],
    },
  );
  if (error !== null || bytes === null)
    throw new Stop(`The cpu's kernels do not compile:\n${stderr.toString()}`);
  return Buffer.from(bytes).toString('base64');
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The compiler asks for several places where an import may be.
    return null;
  }
}
