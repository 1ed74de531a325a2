/** @file What the npm scripts call. Runs with nothing but Node: everything else is fetched when it is needed. */

import { nodeProblem } from './node-version.mjs';

const problem = nodeProblem(process.versions.node);
if (problem !== null) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
} else {
  // Imported late: an old Node could not even read these.
  const [{ perform }, { thisMachine }] = await Promise.all([
    import('./commands.mjs'),
    import('./machine.mjs'),
  ]);
  process.exitCode = await perform(thisMachine(), process.argv.slice(2));
}
