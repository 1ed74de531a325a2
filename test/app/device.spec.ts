/** @file Devices: the choice and its words, WebGPU's digits, no adapter, an adapter that goes away. */

import { expect, options, test } from './launch';
import { Learner } from './learner';

const MODEL = `import { torch, print } from 'backstep';
const x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], { requiresGrad: true });
const y = x.matmul(x).tanh().sum();
y.backward();
print(x.device.type, await y.item() > 3.9, x.grad);
`;

test('WebGPU on a software adapter: named, with a word about it, and it computes', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await page.getByRole('combobox', { name: /^Device:/ }).click();
  await expect(page.getByRole('option', { name: /^WebGPU/ })).toContainText(/SwiftShader[^]*slower/);
  await page.keyboard.press('Escape');
  await learner.choose('Device', /^WebGPU/);
  await learner.run(MODEL);
  await expect(learner.console).toContainText('webgpu true tensor(');
  await learner.choose('Device', /^CPU/);
  await learner.button('Run').click();
  await expect(learner.console).toContainText('cpu true tensor(');
});

test('the tanh neuron on WebGPU has the same digits: float64 lives on the cpu', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.choose('Device', /^WebGPU/);
  await learner.button('Run').click();
  await expect(learner.status).not.toContainText('on opening');
  await learner.settled();
  await expect(learner.console).toContainText('x1.grad = -1.5000003851533106');
});

test('the adapter is lost in mid-run: that run stops with a sentence, the next one works', async ({
  page,
}) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.choose('Device', /^WebGPU/);
  await learner.run(`import { torch, print } from 'backstep';
const kept = torch.ones([2]).mul(2);
print(kept);
await kept.tolist();
// the platform's own way to lose a device
const create = GPUDevice.prototype.createBuffer;
GPUDevice.prototype.createBuffer = function (descriptor) { this.destroy(); return create.call(this, descriptor); };
for (let i = 0; i < 100; i++) await torch.ones([1000 + i * 1000]).sum().item();
print('not reached');
`);
  await expect(learner.console).toContainText(/The WebGPU device was lost/);
  await expect(learner.console).not.toContainText('not reached');
  await expect(learner.node('kept')).toBeVisible();
  await learner.run(MODEL);
  await expect(learner.console).toContainText('webgpu true tensor(');
});

test('large work is shared with threads, also in a loop that never waits; they end with their run', async ({
  page,
}) => {
  const learner = new Learner(page);
  await learner.settled();
  const helpers = (): number =>
    page.workers().filter((worker) => worker.url().includes('kernel.worker')).length;
  expect(helpers()).toBe(0);
  const text = (more: string): string => `import { torch, print } from 'backstep';
torch.manualSeed(0);
const a = torch.randn([600, 600]);
const alone = a.narrow(0, 0, 1).matmul(a);
let worst = torch.zeros([]);
for (let i = 0; i < 20; i++) {
  const other = a.matmul(a).narrow(0, 0, 1).sub(alone).abs().max();
  worst = worst.maximum(other).maximum(a.add(a).sub(a.mul(2)).abs().max());
  worst = worst.maximum(a.softmax(1).sum(1).sub(1).abs().max().gt(1e-5));
}
print('worst', await worst.item());
${more}`;
  await learner.run(text(''));
  await expect(learner.console).toContainText('worst 0');
  // another run, and the threads of the first are gone
  await learner.start(text('for (;;) a.matmul(a);'));
  await expect(learner.console).toContainText('worst 0');
  await expect.poll(helpers).toBeGreaterThan(0);
  await learner.button('Stop').click();
  await expect.poll(helpers).toBe(0);
});

test.describe('without an adapter', () => {
  test.use({ launch: options({ webgpu: 'off' }) });

  test('WebGPU cannot be had: the run falls to the CPU, with a sentence', async ({ page }) => {
    const learner = new Learner(page);
    await learner.settled();
    await expect(learner.console).toContainText('0.7071066904050358');
    await page.getByRole('combobox', { name: /^Device:/ }).click();
    await expect(page.getByRole('option', { name: /^WebGPU/ })).toContainText(
      /not available|no adapter|no graphics adapter/i,
    );
  });
});
