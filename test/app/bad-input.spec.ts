/** @file Bad input, row by row: what the learner gets for it. */

import { expect, test } from './launch';
import { Learner } from './learner';

const HEAD = `import { torch, print } from 'backstep';\n`;

test.describe('what cannot run keeps the last run, marked stale', () => {
  const table: [string, string, RegExp, number][] = [
    ['a syntax error', 'const a = ;', /Expression expected/, 2],
    ['an unknown name', 'print(unknown);', /unknown is not defined/, 2],
    ['a network import', "import x from 'https://example.org/x.js';", /Cannot import 'https:/, 2],
  ];
  for (const [name, code, message, line] of table) {
    test(name, async ({ page }) => {
      const learner = new Learner(page);
      await learner.settled();
      await learner.start(HEAD + code);
      await expect(learner.console).toContainText(message);
      await expect(
        learner.console.getByRole('button', { name: new RegExp(`line ${line}\\b`, 'i') }),
      ).toBeVisible();
      await expect(learner.stale).toBeVisible();
      await expect(learner.node('o')).toBeVisible();
    });
  }
});

test.describe("PyTorch's message, the line, and what was computed so far", () => {
  const table: [string, string, string, number][] = [
    [
      'shapes that do not broadcast',
      'const a = torch.ones([2, 3]);\nconst b = torch.ones([2, 4]);\nconst c = a.add(b);',
      'The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1',
      4,
    ],
    [
      'backward on a non-scalar',
      'const a = torch.ones([2], { requiresGrad: true });\na.mul(2)\n  .backward();',
      'grad can be implicitly created only for scalar outputs',
      4,
    ],
    [
      'backward twice',
      'const a = torch.tensor(2.0, { requiresGrad: true });\nconst y = a.pow(2);\ny.backward();\ny.backward();',
      'Trying to backward through the graph a second time',
      5,
    ],
  ];
  for (const [name, code, message, line] of table) {
    test(name, async ({ page }) => {
      const learner = new Learner(page);
      await learner.settled();
      await learner.run(HEAD + code);
      await expect(learner.console).toContainText(message);
      await expect(
        learner.console.getByRole('button', { name: new RegExp(`line ${line}\\b`, 'i') }),
      ).toBeVisible();
      await expect(learner.node('a')).toBeVisible();
    });
  }
});

test('while (true) {}: the window stays alive, Stop ends it within a second, the next run works', async ({
  page,
}) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.start(
    `${HEAD}const before = torch.tensor([1.0]).mul(2);\nprint('before the loop');\nwhile (true) {}`,
  );
  await expect(learner.console).toContainText('before the loop');
  await expect(learner.node('before')).toBeVisible();
  // alive: the theme can be changed, the palette opens
  await learner.choose('Theme', /Dark/);
  const stop = learner.button('Stop');
  await stop.click();
  await expect(learner.status).toContainText('Stopped', { timeout: 1000 });
  await learner.run(`${HEAD}print('works again')`);
  await expect(learner.console).toContainText('works again');
});

test('NaN, ±Inf, −0, 1e−320 and 2^53 are shown as such, in graph, card and print', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.run(`${HEAD}
const f64 = { dtype: torch.float64 };
const nan = torch.tensor(NaN, f64).neg();
const inf = torch.tensor(Infinity, f64).mul(1);
const ninf = torch.tensor(-Infinity, f64).mul(1);
const nzero = torch.tensor(-0, f64).mul(1);
const tiny = torch.tensor(1e-320, f64).mul(1);
const big = torch.tensor(2 ** 53).mul(1);
const more = big.add(1);
print(nan, inf, ninf, nzero, tiny, big, more);
print(NaN, -Infinity, -0, 1e-320, 2 ** 53);
`);
  await expect(learner.console).toContainText(
    'tensor(nan, dtype=torch.float64) tensor(inf, dtype=torch.float64) tensor(-inf, dtype=torch.float64) tensor(-0., dtype=torch.float64)',
  );
  await expect(learner.console).toContainText('tensor(9007199254740992) tensor(9007199254740993)');
  await expect(learner.console).toContainText('NaN -Infinity -0 1e-320 9007199254740992');
  for (const [name, text] of [
    ['nan', 'NaN'],
    ['inf', '∞'],
    ['ninf', '−∞'],
    ['nzero', '−0'],
    ['tiny', /1\.000e[-−]320/],
    ['big', '9007199254740992'],
    ['more', '9007199254740993'],
  ] as const) {
    await expect(learner.card(name)).toContainText(text);
    await learner.node(name).click();
    await expect(page.getByRole('region', { name: `About ${name}` })).toContainText(text);
  }
});

test('200,000 operations: the graph says what it left out and stays usable', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.start(
    `${HEAD}let x = torch.tensor(0.0);\nfor (let i = 0; i < 200_000; i++) x = x.add(1);\nprint('end', await x.item());`,
  );
  await expect(learner.console).toContainText('end 200000', { timeout: 30_000 });
  await expect(learner.graph.getByRole('status')).toContainText(/198,\d{3}/);
  const started = Date.now();
  await learner.first();
  await learner.step(3);
  await expect(learner.position).toContainText(/^4 of/);
  // generous: it guards against a window that hangs, it does not measure
  expect(Date.now() - started).toBeLessThan(10_000);
});

test('fetch, WebSocket, require and import() are refused with a sentence', async ({ app, page }) => {
  app.expectErrors(/Content Security Policy/);
  const learner = new Learner(page);
  await learner.settled();
  await learner.run(`${HEAD}
const tries = {
  fetch: () => fetch('http://127.0.0.1:1'),
  WebSocket: () => new WebSocket('ws://127.0.0.1:1'),
  XMLHttpRequest: () => new XMLHttpRequest(),
  require: () => require('fs'),
  Worker: () => new Worker('x.js'),
  process: () => process.exit(),
};
for (const [name, attempt] of Object.entries(tries)) {
  try { await attempt(); print(name, 'worked'); } catch (error) { print(error); }
}`);
  for (const name of ['fetch', 'WebSocket', 'XMLHttpRequest', 'require', 'Worker', 'process']) {
    await expect(learner.console).toContainText(`PermissionError: ${name} is not available: learner code`);
  }
  await expect(learner.console).not.toContainText('worked');
  await learner.start("await import('https://example.org/x.js');");
  await expect(learner.console).toContainText('import() is not available');
});
