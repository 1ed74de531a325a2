/** @file A row of the bench: what was measured, held against what must be reached; and the table of them. */

import { NOT_DRAWN, OURS, type BenchDevice, type Field, type Target } from './work';

export const PYTORCH = 'PyTorch';

export interface Row {
  readonly work: string;
  readonly device: BenchDevice;
  /** null: it is not the time that counts */
  readonly ours_ms: number | null;
  readonly ours_bytes: number | null;
  readonly peers: Readonly<Record<string, number>>;
  /** the fastest peer that the target is set against ÷ ours; null: there is none */
  readonly ratio: number | null;
  readonly target: string;
  /** null: it cannot be told here, for want of the peer */
  readonly met: boolean | null;
}

/** @param times milliseconds by contender, ours among them; bytes of ours where the target is of bytes */
export function rowOf(
  work: string,
  device: BenchDevice,
  target: Target,
  times: Readonly<Record<string, number>>,
): Row {
  const { [OURS]: ours = NaN, ...peers } = times;
  const field = target.kind === 'ratio' ? target.field : 'browser';
  const rivals = Object.entries(peers).filter(([name]) => (name === PYTORCH) === (field === PYTORCH));
  const fastest = Math.min(...rivals.map(([, ms]) => ms));
  const ratio = rivals.length > 0 ? fastest / ours : null;
  return {
    work,
    device,
    ours_ms: target.kind === 'bytes' ? null : ours,
    ours_bytes: target.kind === 'bytes' ? ours : null,
    peers,
    ratio,
    target: targetText(target),
    met: isMet(target, ours, ratio),
  };
}

function isMet(target: Target, ours: number, ratio: number | null): boolean | null {
  if (target.kind === 'ms' || target.kind === 'bytes') return ours <= target.atMost;
  if (target.kind === 'cost') return ratio === null ? null : 1 / ratio - 1 <= target.atMost;
  return ratio === null ? null : ratio >= target.atLeast;
}

const FIELDS: Readonly<Record<Field, string>> = { browser: 'fastest in the browser', PyTorch: 'PyTorch' };

function targetText(target: Target): string {
  if (target.kind === 'ms') return `at most ${target.atMost} ms`;
  if (target.kind === 'cost') return `at most ${100 * target.atMost} % longer than ${NOT_DRAWN}`;
  if (target.kind === 'bytes') return `grows by at most ${target.atMost} bytes`;
  return `≥ ${target.atLeast} × ${FIELDS[target.field]}`;
}

/** The table's first lines. */
export function tableHead(peers: readonly string[]): string {
  const head = line(['work', 'device', 'ours', ...peers, 'ratio', 'target']);
  return `${head}\n${'─'.repeat(head.length + 24)}`;
}

export function tableLine(row: Row, peers: readonly string[]): string {
  const verdict = row.met === null ? 'cannot be told here' : row.met ? 'met' : 'FALLS SHORT';
  return line([
    row.work,
    row.device,
    row.ours_ms === null ? `${row.ours_bytes} B` : time(row.ours_ms),
    ...peers.map((name) => time(row.peers[name])),
    row.ratio === null ? '—' : `${row.ratio.toFixed(2)}×`,
    `${row.target}: ${verdict}`,
  ]);
}

function line([work = '', device = '', ...cells]: readonly string[]): string {
  return [work.padEnd(16), device.padEnd(6), ...cells.map((cell) => cell.padEnd(11))].join(' ').trimEnd();
}

/** Three digits, in ms or µs. */
function time(ms: number | undefined): string {
  if (ms === undefined) return '—';
  return ms < 0.1 ? `${Number((ms * 1000).toPrecision(3))} µs` : `${Number(ms.toPrecision(3))} ms`;
}
