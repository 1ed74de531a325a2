/** @file What is said about the devices: which there are, and what a software adapter means. */

import type { DeviceInfo } from '../../engine/trace/events';
import type { DeviceChoice, DeviceReport } from '../run/protocol';
import type { Option } from './option';

/** An adapter's name without the "(software)" that a sentence about it says anyway. */
function nameOf(gpu: DeviceInfo): string {
  return gpu.label.replace(/\s*\(software\)$/, '');
}

/** The choices with a sentence each; `null`: the devices are not known yet. */
export function deviceOptions(report: DeviceReport | null): readonly Option[] {
  const gpu = report?.webgpu ?? null;
  const auto =
    report === null
      ? 'Looking for a WebGPU adapter.'
      : gpu !== null && !gpu.software
        ? `WebGPU on ${gpu.label}.`
        : gpu !== null
          ? 'CPU here, since the WebGPU adapter is a software one.'
          : 'CPU here, since there is no WebGPU adapter.';
  const webgpu =
    report === null
      ? 'Looking for an adapter.'
      : gpu === null
        ? (report.reason ?? 'There is no adapter on this machine.')
        : gpu.software
          ? `${nameOf(gpu)}: a software adapter. Correct, but slower than CPU.`
          : `${gpu.label}.`;
  return [
    { value: 'auto', label: 'Auto', detail: auto },
    { value: 'webgpu', label: 'WebGPU', detail: webgpu, disabled: report !== null && gpu === null },
    { value: 'cpu', label: 'CPU', detail: 'This machine’s processor. Has float64.' },
  ];
}

/** What stands on the button: the device that the next run will use. */
export function deviceText(
  choice: DeviceChoice,
  report: DeviceReport | null,
): { readonly text: string; readonly badge: string | null } {
  const gpu = report?.webgpu ?? null;
  if (choice === 'cpu') return { text: 'CPU', badge: null };
  if (choice === 'auto') {
    if (report === null) return { text: 'Auto', badge: null };
    return { text: gpu !== null && !gpu.software ? 'Auto: WebGPU' : 'Auto: CPU', badge: null };
  }
  if (gpu === null) return { text: 'WebGPU', badge: report === null ? null : 'missing' };
  return { text: 'WebGPU', badge: gpu.software ? 'software' : null };
}
