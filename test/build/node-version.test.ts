/** @file That an old Node is told so in a sentence. */

import { expect, test } from 'vitest';
import { nodeProblem } from '../../build/node-version.mjs';

test.each(['20.19.0', '20.20.2', '22.12.0', '24.0.0', '30.1.2'])('Node %s will do', (version) => {
  expect(nodeProblem(version)).toBeNull();
});

test.each(['18.20.4', '20.18.3', '21.7.0', '22.11.0', '8.0.0'])('Node %s will not', (version) => {
  expect(nodeProblem(version)).toContain('needs Node 20.19 or newer');
  expect(nodeProblem(version)).toContain(version);
});
