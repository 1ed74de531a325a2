/** @file What the linter holds: the arrows between the folders, and the house's rules. */

import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/**
 * The rule that keeps a folder from importing others. Paths are matched as they are written in the import.
 * @param {string} who the folder, for the message
 * @param {string[]} patterns regular expressions
 * @returns {import("eslint").Linter.RulesRecord}
 */
function mayNotImport(who, patterns) {
  const message = `${who} imports nothing from there (see the map of the house).`;
  return {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { patterns: [...patterns, inside('test'), inside('build')].map((regex) => ({ regex, message })) },
    ],
  };
}

/** @param {string} folder */
const inside = (folder) => `^\\.\\.?/(.*/)?${folder}(/|$)`;
const NODE = '^node:';
const ELECTRON = '^electron($|/)';
const VIEWS = '^svelte($|/)|\\.svelte$';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'release/',
      '.cache/',
      'test-results/',
      'lessons/*/{model,solution,wrong}.ts',
      'test/golden/',
      '**/*.generated.ts',
    ],
  },
  tseslint.configs.recommended,
  svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
  },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      'no-debugger': 'error',
      'no-empty': 'error',
      eqeqeq: 'error',
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Every random number comes from a seeded Generator.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Everything is exported by its name.' },
      ],
    },
  },
  {
    files: ['*.config.{ts,js}', 'test/app/display.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['engine/**'],
    rules: {
      ...mayNotImport('engine/', [
        inside('renderer'),
        inside('lessons'),
        inside('electron'),
        ELECTRON,
        NODE,
        VIEWS,
      ]),
      'no-restricted-globals': ['error', 'window', 'document', 'localStorage', 'fetch', 'process', 'Buffer'],
    },
  },
  {
    files: ['lessons/**'],
    rules: mayNotImport('lessons/', [inside('renderer'), inside('electron'), ELECTRON, NODE, VIEWS]),
  },
  {
    files: ['renderer/**'],
    // Of the main process it knows the contract and nothing else.
    rules: mayNotImport('renderer/', ['(^|/)electron/(?!api(\\.ts)?$)', ELECTRON, NODE]),
  },
  {
    files: ['electron/**'],
    rules: mayNotImport('electron/', [inside('renderer'), inside('engine'), inside('lessons'), VIEWS]),
  },
);
