/** @file What a learner does in the window, and what they see there: the words of the application's tests. */

import type { Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';

export class Learner {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get status(): Locator {
    return this.page.getByRole('status', { name: 'Run', exact: true });
  }

  get console(): Locator {
    return this.page.getByRole('log', { name: 'Console' });
  }

  get editor(): Locator {
    return this.page.getByRole('textbox', { name: /^Code of/ });
  }

  get litLine(): Locator {
    return this.page.locator('.cm-lit-line');
  }

  get stale(): Locator {
    return this.page.getByText('Text changed since this run');
  }

  get graph(): Locator {
    return this.page.getByRole('group', { name: 'Computation graph' });
  }

  get timeline(): Locator {
    return this.page.getByRole('group', { name: 'Timeline' });
  }

  get inspector(): Locator {
    return this.page.getByRole('region', { name: 'Inspector' });
  }

  /** Where the timeline stands: "7 of 15 · …". */
  get position(): Locator {
    return this.timeline.locator('output');
  }

  /** The card or round of the graph with this name. */
  node(name: string): Locator {
    return this.graph.getByRole('button', { name: new RegExp(`^${name},`) });
  }

  /** What is drawn on the card with this name. */
  card(name: string): Locator {
    return this.graph.locator('.card').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Waits until no run is under way and the graph stands where it will stay. */
  async settled(): Promise<void> {
    await expect(this.status).toContainText(/Done|Error|error|Stopped/);
    await expect(this.graph).toHaveAttribute('aria-busy', 'false');
  }

  /** Replaces the whole text, as pasting does. */
  async write(text: string): Promise<void> {
    await this.editor.focus();
    await this.page.keyboard.press('Control+a');
    await this.page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      document.activeElement?.dispatchEvent(paste);
    }, text);
  }

  /** Writes a text that can run, runs it, and waits until it is over. */
  async run(text: string): Promise<void> {
    await this.write(text);
    await this.page.keyboard.press('Control+Enter');
    // the run of this text has taken the place of the one before
    await expect(this.stale).toBeHidden();
    await this.settled();
  }

  /** Writes a text and asks for a run that may be refused or never end. */
  async start(text: string): Promise<void> {
    await this.write(text);
    await this.page.keyboard.press('Control+Enter');
  }

  async step(times = 1): Promise<void> {
    const button = this.timeline.getByRole('button', { name: 'Step', exact: true });
    for (let i = 0; i < times; i++) await button.click();
  }

  async first(): Promise<void> {
    await this.timeline.getByRole('button', { name: 'First step' }).click();
  }

  async jump(phase: 'forward' | 'backward' | 'update'): Promise<void> {
    await this.timeline.getByRole('button', { name: phase, exact: true }).click();
  }

  /** Opens the map of the lessons, where the focus is not in a text. */
  async openMap(): Promise<void> {
    await this.button('Lesson map…').click();
    await expect(this.page.getByRole('dialog', { name: 'Lessons' })).toBeVisible();
  }

  /** Opens a lesson by its title, on the map. */
  async openLesson(title: string): Promise<void> {
    await this.openMap();
    const map = this.page.getByRole('navigation', { name: 'Lessons by group' });
    await map
      .getByRole('button')
      .filter({ has: this.page.getByText(title, { exact: true }) })
      .click();
    await expect(map).toBeHidden();
  }

  /** Picks from one of the bar's lists: 'Lesson', 'Device' or 'Theme'. */
  async choose(list: 'Lesson' | 'Device' | 'Theme', option: RegExp): Promise<void> {
    await this.page.getByRole('combobox', { name: new RegExp(`^${list}:`) }).click();
    await this.page.getByRole('option', { name: option }).click();
  }
}
