/** @file Starts the real application for a test, on a folder of its own, and fails the test on any error in its page. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, errors, test as base } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { provisionedElectron } from '../../build/electron.mjs';
import { thisMachine } from '../../build/machine.mjs';
import { packagedExecutable } from '../../build/package.mjs';
import { sandboxArguments } from '../../build/sandbox.mjs';

export { expect } from '@playwright/test';

const ROOT = resolve(import.meta.dirname, '..', '..');
/** How long Playwright may take to get hold of a window. */
const ATTACH_MS = 15_000;

export interface LaunchOptions {
  /** the bundle in dist/ with the provisioned Electron, or the application as it is packaged */
  build: 'dist' | 'packaged';
  /** of the page, in CSS pixels */
  windowSize: { readonly width: number; readonly height: number };
  webgpu: 'swiftshader' | 'off';
  /** further environment variables and Chromium switches */
  env: Readonly<Record<string, string>>;
  args: readonly string[];
}

/** The application under test. After restart() its page and electronApp are the new ones. */
export class LaunchedApp {
  readonly userData: string;
  readonly options: LaunchOptions;
  readonly #errors = new Set<string>();
  readonly #expected: RegExp[] = [];
  #running: { electronApp: ElectronApplication; page: Page } | null = null;
  #stderr = '';

  constructor(userData: string, options: LaunchOptions) {
    this.userData = userData;
    this.options = options;
  }

  get electronApp(): ElectronApplication {
    return this.#now().electronApp;
  }

  get page(): Page {
    return this.#now().page;
  }

  /** Says that the test provokes errors like these in the page; any other still fails it. */
  expectErrors(...patterns: RegExp[]): void {
    this.#expected.push(...patterns);
  }

  /** What went wrong in the page and was not expected. */
  async errors(): Promise<readonly string[]> {
    if (this.#running !== null) await this.#collectEarlier(this.#running.page);
    return [...this.#errors].filter((error) => !this.#expected.some((pattern) => pattern.test(error)));
  }

  /** Everything that Electron wrote to stderr, for the report of a failed test. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Starts the application and waits until its page has drawn. */
  async start(): Promise<void> {
    const machine = thisMachine();
    const { electronApp, page } = await this.#attach();
    page.on('pageerror', (error) => this.#errors.add(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.#errors.add(message.text());
    });
    page.on('crash', () => this.#errors.add(`the page crashed on ${machine.platform}`));
    this.#running = { electronApp, page };
    await electronApp.evaluate(({ BrowserWindow }, size) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
    }, this.options.windowSize);
    // The window takes its size when the display gets to it: what is measured before then moves later.
    await page.waitForFunction(
      ({ width, height }) => innerWidth === width && innerHeight === height,
      this.options.windowSize,
    );
    await page.locator('[role=application], main, [role=main]').first().waitFor();
  }

  /**
   * On a busy machine Playwright sometimes misses the page that is made while it attaches, and waits for it for ever
   * though the window is there. Then it gets one more try, which the test's output tells of.
   */
  async #attach(triesLeft = 1): Promise<{ electronApp: ElectronApplication; page: Page }> {
    let electronApp: ElectronApplication | null = null;
    try {
      electronApp = await _electron.launch({
        ...this.#program(),
        env: { ...definedOnly(process.env), ...this.options.env },
        timeout: ATTACH_MS,
      });
      electronApp.process().stderr?.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()));
      return { electronApp, page: await electronApp.firstWindow({ timeout: ATTACH_MS }) };
    } catch (error) {
      electronApp?.process().kill('SIGKILL');
      if (triesLeft === 0 || !(error instanceof errors.TimeoutError)) throw error;
      process.stderr.write('Playwright did not get hold of the window; the application is started again.\n');
      return this.#attach(triesLeft - 1);
    }
  }

  /** Ends the application and starts it again on the same folder. kill: as a power cut would, with no word to it. */
  async restart({ kill = false }: { kill?: boolean } = {}): Promise<void> {
    await this.stop({ kill });
    await this.start();
  }

  /** Starts the same application once more on the same folder and resolves with its exit status. */
  startAnother(): Promise<number | null> {
    return this.startAlone().ended;
  }

  /** Starts the same application on the same folder with nobody looking into it. tell: sends it a signal. */
  startAlone(): { ended: Promise<number | null>; tell: (signal: NodeJS.Signals) => void } {
    const { executablePath, args, cwd } = this.#program();
    const child = spawn(executablePath, args, { cwd, stdio: 'ignore' });
    return {
      ended: new Promise((done) => child.once('exit', done)),
      tell: (signal) => void child.kill(signal),
    };
  }

  async stop({ kill = false }: { kill?: boolean } = {}): Promise<void> {
    if (this.#running === null) return;
    const { electronApp, page } = this.#running;
    if (!kill) {
      await this.#collectEarlier(page);
      await electronApp.close();
    } else {
      const program = electronApp.process();
      const gone = new Promise((done) => program.once('exit', done));
      program.kill('SIGKILL');
      await gone;
    }
    this.#running = null;
  }

  /** Errors from before we listened: Playwright keeps them. */
  async #collectEarlier(page: Page): Promise<void> {
    if (page.isClosed()) return;
    for (const error of await page.pageErrors()) this.#errors.add(String(error));
    for (const message of await page.consoleMessages()) {
      if (message.type() === 'error') this.#errors.add(message.text());
    }
  }

  #program(): { executablePath: string; args: string[]; cwd: string } {
    const machine = thisMachine();
    const args = [
      ...sandboxArguments(machine),
      `--user-data-dir=${this.userData}`,
      `--webgpu=${this.options.webgpu}`,
      ...this.options.args,
    ];
    if (this.options.build === 'packaged') {
      const executablePath = packagedExecutable(machine);
      if (executablePath === null)
        throw new Error('The application is not packaged: run npm run package first.');
      return { executablePath, args, cwd: ROOT };
    }
    const electron = provisionedElectron(machine);
    if (electron === null) throw new Error('There is no Electron yet: run npm test -- app.');
    return { executablePath: electron.executable, args: [...args, ROOT], cwd: ROOT };
  }

  #now(): { electronApp: ElectronApplication; page: Page } {
    if (this.#running === null) throw new Error('The application is not running.');
    return this.#running;
  }
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries.filter(([name]) => name !== 'ELECTRON_RUN_AS_NODE'));
}

interface Fixtures {
  launch: LaunchOptions;
  app: LaunchedApp;
  page: Page;
}

const DEFAULTS: LaunchOptions = {
  build: 'dist',
  windowSize: { width: 1280, height: 800 },
  webgpu: 'swiftshader',
  env: {},
  args: [],
};

/**
 * Playwright's test with `app`. Options by `test.use({ launch: options({ … }) })`. `page` is the window's first page;
 * after a restart take `app.page`.
 */
export const test = base.extend<Fixtures>({
  launch: [DEFAULTS, { option: true }],
  app: async ({ launch }, use, info) => {
    const userData = mkdtempSync(join(tmpdir(), 'backstep-test-'));
    const app = new LaunchedApp(userData, launch);
    try {
      await app.start();
      await use(app);
      const errors = await app.errors();
      if (errors.length > 0) throw new Error(`errors in the page:\n${errors.join('\n')}`);
    } finally {
      await app.stop({ kill: info.status === 'timedOut' });
      if (info.status !== info.expectedStatus) await info.attach('electron-stderr', { body: app.stderr });
      rmSync(userData, { recursive: true, force: true, maxRetries: 3 });
    }
  },
  page: async ({ app }, use) => {
    await use(app.page);
  },
});

/** The usual way of starting, but for what is given. */
export function options(given: Partial<LaunchOptions>): LaunchOptions {
  return { ...DEFAULTS, ...given };
}
