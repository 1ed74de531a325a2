/** @file The files that TypeScript sees in the language worker: the engine's real sources and the language's own types. */

const sources = import.meta.glob<string>(
  [
    '../../../engine/**/*.ts',
    '../../../lessons/{types,baselines}.ts',
    '../../../assets/data-sets/*.ts',
    '../../run/*.ts',
  ],
  {
    query: '?raw',
    import: 'default',
    eager: true,
  },
);

const libraries = import.meta.glob<string>(
  [
    '../../../node_modules/typescript/lib/lib.es5.d.ts',
    '../../../node_modules/typescript/lib/lib.es20{15,16,17,18,19,20,21,22,23}.*.d.ts',
    '../../../node_modules/typescript/lib/lib.es20{15,16,17,18,19,20,21,22,23}.d.ts',
    '../../../node_modules/typescript/lib/lib.decorators*.d.ts',
    '!**/*.full.d.ts',
  ],
  { query: '?raw', import: 'default', eager: true, exhaustive: true },
);

/** Every file by its path in the virtual file system. */
export function virtualFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [path, text] of Object.entries(libraries))
    files.set(`/${path.slice(path.lastIndexOf('/') + 1)}`, text);
  for (const [path, text] of Object.entries(sources)) files.set(virtualPath(path), text);
  return files;
}

/** `../../../engine/x.ts` and `../../run/x.ts`, seen from this folder, as `/engine/x.ts` and `/renderer/run/x.ts`. */
function virtualPath(path: string): string {
  const up = path.lastIndexOf('../') + 3;
  const depth = up / 3;
  return depth === 3 ? `/${path.slice(up)}` : `/renderer/${path.slice(up)}`;
}
