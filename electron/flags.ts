/** @file Which Chromium switches WebGPU needs on this machine. */

export type WebgpuChoice = 'auto' | 'swiftshader' | 'off';

export interface Switch {
  readonly name: string;
  readonly value?: string;
}

const CHOICES: readonly WebgpuChoice[] = ['auto', 'swiftshader', 'off'];

/** With fewer of these there is no adapter on a machine without a GPU, or it hangs. */
const SWIFTSHADER: readonly Switch[] = [
  { name: 'enable-unsafe-webgpu' },
  { name: 'use-webgpu-adapter', value: 'swiftshader' },
  { name: 'use-angle', value: 'swiftshader' },
  { name: 'enable-unsafe-swiftshader' },
  { name: 'enable-features', value: 'Vulkan' },
  { name: 'ignore-gpu-blocklist' },
  { name: 'use-vulkan', value: 'swiftshader' },
  // an emulated GPU is for computing: a picture of the window takes it 50 ms, and Chromium's own painter 2
  { name: 'disable-gpu-compositing' },
];

/** On Linux Chromium offers WebGPU on a real GPU only when told to. */
const LINUX_HARDWARE: readonly Switch[] = [
  { name: 'enable-unsafe-webgpu' },
  { name: 'enable-features', value: 'Vulkan' },
];

/** Takes `navigator.gpu` away altogether. */
const OFF: readonly Switch[] = [{ name: 'disable-blink-features', value: 'WebGPU' }];

/**
 * What was asked for on the command line (`--webgpu=…`) or in the environment (`BACKSTEP_WEBGPU`), in that order.
 * @param flag the switch's value; '' when it was not given
 * @throws Error when it is none of auto, swiftshader, off
 */
export function webgpuChoice(flag: string, environment: string | undefined): WebgpuChoice {
  const asked = flag || environment || 'auto';
  const choice = CHOICES.find((name) => name === asked);
  if (choice === undefined) throw new Error(`--webgpu is one of ${CHOICES.join(', ')}, not '${asked}'.`);
  return choice;
}

/**
 * @param platform as process.platform
 * @param renderNodes the names in /dev/dri, where a GPU shows up as renderD128 and so on
 */
export function webgpuSwitches(
  choice: WebgpuChoice,
  platform: string,
  renderNodes: readonly string[],
): readonly Switch[] {
  if (choice === 'off') return OFF;
  if (choice === 'swiftshader') return SWIFTSHADER;
  if (platform !== 'linux') return [];
  return renderNodes.some((name) => name.startsWith('renderD')) ? LINUX_HARDWARE : SWIFTSHADER;
}

/** The last V8 that is known to have the flag below; one that has not would say so on every start. */
const LAST_WITH_CLEANUP = 13.0;

/**
 * Lets a loop that never awaits ask which tensors the garbage collector has found, so that GPU memory stays flat there.
 * @param v8 as process.versions.v8
 * @returns V8's flags, '' for none
 */
export function javascriptFlags(v8: string): string {
  return Number.parseFloat(v8) <= LAST_WITH_CLEANUP ? '--harmony-weak-refs-with-cleanup-some' : '';
}

/**
 * Joins a list-valued switch (enable-features) with what the command line already has.
 * @param present '' when it has none
 */
export function joinValues(present: string, added: string): string {
  return [...new Set([...present.split(','), ...added.split(',')])].filter((name) => name !== '').join(',');
}
