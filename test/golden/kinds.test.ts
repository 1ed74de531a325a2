/** @file Every op with every kind of input against real PyTorch: kinds.py says which there are. */

import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { learnersWebGPU, testDevices } from '../engine/devices';
import { check } from './check';
import { unpacked, type Kinds } from './kinds';

const FOLDER = new URL('kinds/', import.meta.url);
const families = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const devices = [...(await testDevices()), await learnersWebGPU()];

describe.each(devices)('$name, host values: $hostValues', (device) => {
  describe.each(families)('%s', (family) => {
    const kinds = JSON.parse(readFileSync(new URL(family, FOLDER), 'utf8')) as Kinds;
    test.each(Object.keys(kinds.ops))(
      '%s',
      async (name) => {
        device.use();
        const different: string[] = [];
        for (const { kind, ...c } of unpacked(kinds, name)) {
          // float64 lives on the cpu alone, and a GPU may take the smallest numbers for 0
          if (device.name === 'webgpu' && kind === 'denormal') continue;
          if (device.name === 'webgpu' && c.inputs.some((x) => x.dtype === 'float64')) continue;
          const inputs = c.inputs.map((x) => `${x.dtype}[${x.shape.join(',')}]`).join(' ');
          await check(family.replace('.json', ''), c, device).catch((error: unknown) =>
            different.push(
              `${kind}: ${inputs} ${JSON.stringify(c.args)} ${c.prepare ?? ''}\n${String(error)}`,
            ),
          );
        }
        expect(different.join('\n\n')).toBe('');
        // some hundred cases, and on a GPU as many pipelines
      },
      120_000,
    );
  });
});
