/** @file The network view: modules as cards, opened and closed by hand and by key, stepped through, in both themes. */

import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './launch';
import { Learner } from './learner';

const MODEL = `import { torch, nn, F, optim } from 'backstep';
class Block extends nn.Module {
  fc1 = new nn.Linear(8, 16);
  fc2 = new nn.Linear(16, 8);
  forward(x) { return x.add(this.fc2(F.relu(this.fc1(x)))); }
}
class Net extends nn.Module {
  read = new nn.Linear(3, 8);
  blocks = new nn.Sequential(new Block(), new Block(), new Block());
  out = new nn.Linear(8, 2);
  forward(x) { return this.out(this.blocks(this.read(x)).tanh()); }
}
torch.manualSeed(1);
const net = new Net();
const opt = new optim.SGD(net.parameters(), { lr: 0.01 });
const x = torch.randn(16, 3);
const y = torch.randn(16, 2);
const loss = F.mseLoss(net(x), y);
loss.backward();
opt.step();
`;

test('modules are cards that open and close; stepping lights the module that works', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.run(MODEL);
  const tools = page.getByRole('toolbar', { name: 'Graph' });
  await expect(tools.getByRole('button', { name: 'Modules' })).toHaveAttribute('aria-pressed', 'true');
  const blocks = learner.graph.getByRole('button', { name: /by module Sequential Net\.blocks, closed/ });
  await expect(blocks).toBeVisible();

  await blocks.click();
  await learner.inspector.getByRole('button', { name: 'Open', exact: true }).click();
  const repeated = learner.graph.getByRole('button', { name: /by 3 modules Block Net\.blocks\.0–2, closed/ });
  await expect(repeated).toBeVisible();
  await repeated.click();
  await page.keyboard.press('o');
  await expect(
    learner.graph.getByRole('button', { name: /by module Block Net\.blocks\.\d, closed/ }),
  ).toHaveCount(3);
  await expect(learner.graph).toHaveAttribute('aria-busy', 'false');
  await page.screenshot({ path: 'test-results/screens/network-open.png' });
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);

  await learner.graph.getByRole('button', { name: 'Close module Net.blocks', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(blocks).toBeVisible();
  await expect(blocks).toHaveAttribute('aria-label', /value \[16, 8\]/);
  await expect(blocks).not.toHaveAttribute('aria-label', /gradient/);
  await page.locator('body').press('End');
  await expect(blocks).toHaveAttribute('aria-label', /gradient \[16, 8\]/);

  await tools.getByRole('button', { name: 'Modules' }).click();
  await expect(blocks).toHaveCount(0);
  await expect(learner.node('Net')).toHaveCount(0);
});
