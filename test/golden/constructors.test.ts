/** @file Whatever is made with too little given says so in PyTorch's words. */

import { expect, test } from 'vitest';
import { checked } from '../../engine/arguments/face';
import * as engine from '../../engine/index';
import golden from './modules/constructors.json';

type Make = new (...args: unknown[]) => unknown;

const face: unknown = checked(engine);
const find = (path: string): unknown =>
  path.split('.').reduce((owner, key) => (owner as Record<string, unknown>)[key], face);

test.each(golden.missing as [string, number, string][])('%s of %i', (name, count, message) => {
  const type = find(name) as Make;
  expect(() => new type(...new Array<number>(count).fill(2))).toThrow(
    expect.objectContaining({ name: 'TypeError', message }),
  );
});
