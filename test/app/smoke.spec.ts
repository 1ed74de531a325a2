/** @file That the application starts, from the bundle and as packaged, and that its page is shut in. */

import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, options, test } from './launch';

const ASSETS = resolve(import.meta.dirname, '..', '..', 'dist', 'renderer', 'assets');

for (const build of ['dist', 'packaged'] as const) {
  test.describe(build, () => {
    test.use({ launch: options({ build }) });

    test('shows its window', async ({ app }) => {
      await expect(app.page).toHaveTitle(/Backstep/);
      expect(app.page.url()).toBe('app://backstep/index.html');
      const state = await app.electronApp.evaluate(({ app: main, BrowserWindow, nativeImage }) => ({
        packaged: main.isPackaged,
        visible: BrowserWindow.getAllWindows().map((window) => window.isVisible()),
        icon: nativeImage.createFromPath(`${main.getAppPath()}/dist/electron/icon.png`).getSize(),
      }));
      expect(state).toEqual({
        packaged: build === 'packaged',
        visible: [true],
        icon: { width: 512, height: 512 },
      });
      const viewport = await app.page.evaluate(() => [window.innerWidth, window.innerHeight]);
      expect(viewport).toEqual([1280, 800]);
      await app.page.screenshot({ path: `test-results/smoke-${build}.png` });
    });

    test('gives the page the contract and nothing of Node', async ({ app }) => {
      const seen = await app.page.evaluate(() => ({
        api: Object.keys((window as unknown as { backstep: object }).backstep).sort(),
        versions: (window as unknown as { backstep: { versions: Record<string, string> } }).backstep.versions,
        node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in window),
        isolated: window.crossOriginIsolated,
      }));
      expect(seen.api).toEqual(
        'versions platform load saveDocument saveSettings saveData onCommand setMenu nextJob write finishJob'
          .split(' ')
          .sort(),
      );
      expect(seen.versions['app']).toMatch(/^\d+\.\d+\.\d+/);
      expect(seen.versions['electron']).toMatch(/^\d+\./);
      expect(seen.versions['chromium']).toMatch(/^\d+\./);
      expect(seen.node).toEqual([]);
      expect(seen.isolated).toBe(true);
    });

    test('starts a module worker', async ({ app }) => {
      const script = readdirSync(ASSETS).find((name) => name.includes('run-worker') && name.endsWith('.js'));
      expect(script).toBeDefined();
      const outcome = await app.page.evaluate(
        (url) =>
          new Promise((done) => {
            const worker = new Worker(url, { type: 'module' });
            worker.onerror = (event) => done(`error: ${event.message}`);
            worker.onmessage = () => done('alive');
          }),
        `/assets/${script}`,
      );
      expect(outcome).toBe('alive');
      const policy = await app.page.evaluate(
        async (url) => (await fetch(url)).headers.get('content-security-policy'),
        `/assets/${script}`,
      );
      expect(policy).toContain("connect-src 'none'");
    });
  });
}

test('refuses eval and the network in the page', async ({ app }) => {
  app.expectErrors(/Content Security Policy/, /ERR_/, /Failed to load resource/);
  const outcome = await app.page.evaluate(async () => {
    const attempt = async (perform: () => unknown) => {
      try {
        await perform();
        return 'done';
      } catch (error) {
        return error instanceof Error ? error.name : String(error);
      }
    };
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
    return {
      // In a task of its own: what a debugger evaluates, as Playwright does, is let off the policy.
      eval: await new Promise((done) => {
        setTimeout(() => void attempt(() => new Function('return 1')).then(done));
      }),
      fetch: await attempt(() => fetch('http://127.0.0.1:1')),
      own: await attempt(() => fetch('/index.html')),
      inline: 'injected' in window,
      blobWorker: await attempt(
        () =>
          new Promise((done, fail) => {
            const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
            worker.onmessage = done;
            worker.onerror = () => fail(new Error('refused'));
          }),
      ),
    };
  });
  expect(outcome).toEqual({
    eval: 'EvalError',
    fetch: 'TypeError',
    own: 'done',
    inline: false,
    blobWorker: 'SecurityError',
  });
});

test('goes nowhere else and opens no other window', async ({ app }) => {
  app.expectErrors(/Not allowed to navigate/);
  const outcome = await app.page.evaluate(async () => {
    const opened = window.open('https://example.org/');
    window.location.href = 'https://example.org/';
    await new Promise((done) => setTimeout(done, 300));
    const link = document.createElement('a');
    link.href = 'data:text/html,elsewhere';
    document.body.append(link);
    link.click();
    await new Promise((done) => setTimeout(done, 300));
    link.remove();
    return { opened: opened !== null, url: window.location.href };
  });
  expect(outcome).toEqual({ opened: false, url: 'app://backstep/index.html' });
  expect(app.electronApp.windows()).toHaveLength(1);
});

test('serves nothing outside its folder', async ({ app }) => {
  app.expectErrors(/40[345]/, /ERR_/, /Content Security Policy/);
  const statuses = await app.page.evaluate(async () => {
    const paths = [
      '/%2e%2e/electron/main.js',
      '/..%2felectron%2fmain.js',
      '/..%5celectron%5cmain.js',
      '/%2e%2e%2f%2e%2e%2fpackage.json',
      '/assets/../../package.json',
      '/%00',
      '/%',
      '/assets',
      '/nothing-here.js',
    ];
    return Promise.all(paths.map(async (path) => (await fetch(path)).ok));
  });
  expect(statuses).toEqual(statuses.map(() => false));
  const write = await app.page.evaluate(async () => (await fetch('/index.html', { method: 'POST' })).status);
  expect(write).toBe(405);
});

test('asks for no device and gets none', async ({ app }) => {
  const states = await app.page.evaluate(async () => {
    const names = ['geolocation', 'camera', 'microphone', 'notifications'];
    const results = await Promise.all(
      names.map((name) => navigator.permissions.query({ name: name as PermissionName })),
    );
    return results.map((result) => result.state);
  });
  expect(states).not.toContain('granted');
});

test('refuses what is not in the contract', async ({ app }) => {
  const outcome = await app.page.evaluate(async () => {
    const api = (window as unknown as { backstep: Record<string, (argument: unknown) => Promise<unknown>> })
      .backstep;
    const attempt = async (name: string, argument: unknown) => {
      try {
        await api[name]?.(argument);
        return 'taken';
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    };
    return [
      await attempt('saveDocument', { lesson: 'x'.repeat(300), text: '' }),
      await attempt('saveDocument', { lesson: 'x', text: 5 }),
      await attempt('saveSettings', { theme: 'pink' }),
      await attempt('setMenu', [{ id: 1 }]),
      await attempt('nextJob', undefined),
    ];
  });
  for (const message of outcome) expect(message).toMatch(/Error/);
});

test('keeps what was saved through a kill', async ({ app }) => {
  const save = (text: string) =>
    app.page.evaluate(
      (document) =>
        (
          window as unknown as { backstep: { saveDocument(document: unknown): Promise<void> } }
        ).backstep.saveDocument(document),
      { lesson: 'smoke', text },
    );
  await save('first');
  await save('läst — 𝛁');
  await app.restart({ kill: true });
  const saved = await app.page.evaluate(() =>
    (
      window as unknown as { backstep: { load(): Promise<{ texts: Record<string, string> }> } }
    ).backstep.load(),
  );
  expect(saved.texts['smoke']).toBe('läst — 𝛁');
});

test('shows the commands in the menu and hears the one that is chosen', async ({ app }) => {
  // The page sets its own menu when it starts, perhaps only now.
  await expect(async () => {
    await app.page.evaluate(async () => {
      interface Api {
        onCommand(listener: (command: string) => void): () => void;
        setMenu(entries: unknown): Promise<void>;
      }
      const page = window as unknown as { backstep: Api; heard: string[] };
      page.heard = [];
      page.backstep.onCommand((command) => page.heard.push(command));
      const entry = {
        id: 'smoke',
        label: 'Smoke',
        accelerator: 'CmdOrCtrl+Enter',
        menu: 'run',
        enabled: false,
      };
      // An accelerator that Electron does not know must not cost the menu.
      const odd = { ...entry, id: 'odd', accelerator: 'Nonsense+?' };
      await page.backstep.setMenu([entry, odd]);
      await page.backstep.setMenu([{ ...entry, enabled: true }, odd]);
    });
    const shown = await app.electronApp.evaluate(({ Menu }) => {
      const items = ['smoke', 'odd'].map((id) => Menu.getApplicationMenu()?.getMenuItemById(id));
      items[0]?.click();
      return items.map((item) => item && { label: item.label, enabled: item.enabled });
    });
    expect(shown).toEqual([
      { label: 'Smoke', enabled: true },
      { label: 'Smoke', enabled: false },
    ]);
  }).toPass();
  await expect
    .poll(() => app.page.evaluate(() => (window as unknown as { heard: string[] }).heard))
    .toContain('smoke');
});

test('offers a fresh start when the page has crashed', async ({ app }) => {
  app.expectErrors(/the page crashed/);
  const before = await app.electronApp.evaluate(({ dialog, BrowserWindow }) => {
    const asked = globalThis as unknown as { asked: string[] };
    asked.asked = [];
    const answer = (_window: unknown, options: { message: string }) => {
      asked.asked.push(options.message);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
    dialog.showMessageBox = answer as typeof dialog.showMessageBox;
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const process = contents?.getOSProcessId();
    contents?.forcefullyCrashRenderer();
    return process;
  });
  const state = () =>
    app.electronApp.evaluate(({ BrowserWindow }, old) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      return {
        asked: (globalThis as unknown as { asked: string[] }).asked,
        fresh: contents !== undefined && !contents.isCrashed() && contents.getOSProcessId() !== old,
        loading: contents?.isLoading(),
      };
    }, before);
  await expect
    .poll(state)
    .toEqual({ asked: [expect.stringContaining('The window stopped working')], fresh: true, loading: false });
});

test('ends at once when it is told to while it is still starting', async ({ app }) => {
  await app.stop();
  for (const wait of [300, 400, 500, 600]) {
    const { ended, tell } = app.startAlone();
    await new Promise((done) => setTimeout(done, wait));
    const told = performance.now();
    tell('SIGTERM');
    await ended;
    expect(performance.now() - told).toBeLessThan(4000);
  }
});

test('a second start brings the first to the front and ends', async ({ app }) => {
  await app.electronApp.evaluate(({ app: main }) => {
    const seen = globalThis as unknown as { second: number };
    seen.second = 0;
    main.on('second-instance', () => (seen.second += 1));
  });
  const status = await app.startAnother();
  expect(status).toBe(0);
  expect(await app.electronApp.evaluate(() => (globalThis as unknown as { second: number }).second)).toBe(1);
});

test.describe('without WebGPU', () => {
  test.use({ launch: options({ webgpu: 'off' }) });

  test('there is no adapter', async ({ app }) => {
    const adapter = await app.page.evaluate(async () => (await navigator.gpu?.requestAdapter()) ?? null);
    expect(adapter).toBeNull();
  });
});

test('with the software one there is an adapter', async ({ app }) => {
  const found = await app.page.evaluate(async () => {
    // The first request can come too early for it.
    const adapter = (await navigator.gpu.requestAdapter()) ?? (await navigator.gpu.requestAdapter());
    return adapter !== null;
  });
  expect(found).toBe(true);
});
