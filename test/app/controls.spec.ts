/** @file Training under the learner's hands: progress, pause, one episode on, resume, stop. */

import { expect, test } from './launch';
import { Learner } from './learner';

const training = (body: string): string => `import { torch, optim, print } from 'backstep';
const w = torch.tensor([1.0, 2.0], { requiresGrad: true });
const opt = new optim.SGD([w], { lr: 1e-6 });
function episode() {
  const loss = w.mul(w).sum();
  loss.backward();
  opt.step();
  opt.zeroGrad();
}
${body}
print('over');
`;
const AT_THE_TOP = training('for (let i = 0; i < 5_000_000; i++) episode();');
const IN_A_FUNCTION = training('function all() { for (let i = 0; i < 5_000_000; i++) episode(); }\nall();');

for (const [where, text] of [
  ['at the top', AT_THE_TOP],
  ['in a plain function', IN_A_FUNCTION],
] as const) {
  test(`a loop ${where} shows how far it is, pauses, goes one episode on, and on`, async ({ page }) => {
    const learner = new Learner(page);
    await learner.settled();
    await learner.start(text);
    await expect(learner.status).toContainText(/Running [\d,]+ of 5,000,000/);
    await expect(learner.status).toContainText(/[\d,]+\/s · .+ left/);
    await expect(page.getByRole('progressbar', { name: 'Progress of the run' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Loss curve' })).toBeVisible();

    await learner.button('Pause the run').click();
    await expect(learner.status).toContainText(/Paused at [\d,]+ of 5,000,000/);
    const episodes = learner.timeline.getByLabel('Episode', { exact: true });
    const last = async () =>
      Number((await episodes.getAttribute('aria-valuetext'))?.split(' / ')[1]?.replaceAll(',', ''));
    // the episode that it stands at the end of has been told of, too
    const reached = async () =>
      Number(/Paused at ([\d,]+)/.exec((await learner.status.textContent())!)?.[1]?.replaceAll(',', ''));
    await expect.poll(async () => (await reached()) - (await last())).toBe(1);
    const held = await last();
    await page.waitForTimeout(200);
    expect(await last()).toBe(held);

    await learner.button('Run one episode').click();
    await expect.poll(last).toBe(held + 1);
    await expect(learner.status).toContainText('Paused');
    await learner.button('Resume the run').click();
    await expect(learner.status).toContainText('Running');
    await learner.button('Stop').click();
    await expect(learner.status).toContainText('Stopped');
  });
}

test('from a standstill, one episode is run and held', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.write(AT_THE_TOP);
  await learner.button('Run one episode').click();
  await expect(learner.status).toContainText('Paused at 1 of 5,000,000');
  await expect(learner.node('loss')).toHaveAccessibleName(/value 5\.000/);
});

test('a text without a loop says why it cannot be paused', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.start(
    `import { torch } from 'backstep';\nawait new Promise(() => setTimeout(() => {}, 1e6));\n`,
  );
  await expect(learner.button('Pause the run')).toBeDisabled();
  await expect(learner.button('Pause the run')).toHaveAttribute('title', /no loop/);
});
