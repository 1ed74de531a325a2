/** @file The engine against real PyTorch, family by family. */

import { readFileSync, readdirSync } from 'node:fs';
import { describe, test } from 'vitest';
import { learnersWebGPU, testDevices } from '../engine/devices';
import { check, type Case } from './check';

const FOLDER = new URL('families/', import.meta.url);
const families = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

const title = (c: Case): string =>
  `${c.inputs.map((x) => `${x.dtype}[${x.shape.join(',')}]`).join(' ')} ${JSON.stringify(c.args)} ${c.prepare ?? ''}`;

const devices = [...(await testDevices()), await learnersWebGPU()];

describe.each(devices)('$name, host values: $hostValues', (tested) => {
  const { name: device, use } = tested;
  describe.each(families)('%s', (family) => {
    const { cases } = JSON.parse(readFileSync(new URL(family, FOLDER), 'utf8')) as { cases: Case[] };
    // float64 lives on the cpu alone
    const applies = (c: Case): boolean => device === 'cpu' || c.inputs.every((x) => x.dtype !== 'float64');
    const applying = cases.filter(applies);
    const names = [...new Set(applying.map((c) => c.name))];
    describe.each(names)('%s', (name) => {
      const rows = applying.filter((c) => c.name === name);
      test.each(rows.map((c, i) => [`${i}: ${title(c)}`, c] as const))('%s', async (_, c) => {
        use();
        await check(family.replace('.json', ''), c, tested);
      });
    });
  });
});
