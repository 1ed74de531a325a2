/** @file How tensors are printed: what `torch.setPrintoptions` sets. */

import { ValueError } from '../errors';

export interface PrintOptions {
  /** digits behind the point; 4 */
  readonly precision: number;
  /** more elements than this are summarised; 1000 */
  readonly threshold: number;
  /** how many a summary shows at each end; 3 */
  readonly edgeitems: number;
  /** characters a line; 80 */
  readonly linewidth: number;
  /** whether numbers are written with exponents; null: where their sizes ask for it */
  readonly sciMode: boolean | null;
}

type Settings = Partial<PrintOptions> & {
  /** 'default', 'short' or 'full': all of them at once; what is named beside it goes before it */
  readonly profile?: 'default' | 'short' | 'full' | null;
};

const DEFAULT = { precision: 4, threshold: 1000, edgeitems: 3, linewidth: 80 };

const PROFILES: Readonly<Record<string, typeof DEFAULT | undefined>> = {
  default: DEFAULT,
  short: { ...DEFAULT, precision: 2, edgeitems: 2 },
  full: { ...DEFAULT, threshold: Infinity },
};

let current: PrintOptions = { ...DEFAULT, sciMode: null };

/**
 * How tensors print from now on: `setPrintoptions({ precision: 2 })`. What is not named stays, but for `sciMode`,
 * which is chosen by the numbers again.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.set_printoptions.html
 * @throws ValueError for a precision that is no number of digits
 */
export function setPrintoptions(options: Settings | null = {}): void {
  const { profile, sciMode = null, ...named } = options ?? {};
  const { precision } = named;
  if (precision !== undefined && !(precision >= 0 && precision <= 100)) {
    throw new ValueError('precision has to be a whole number from 0 to 100');
  }
  const given = Object.entries(named).filter(([, value]) => value !== undefined && value !== null);
  current = { ...current, ...PROFILES[profile ?? ''], ...Object.fromEntries(given), sciMode };
}

/**
 * What is set now, as `setPrintoptions` takes it.
 * Source: https://github.com/pytorch/pytorch/blob/main/torch/_tensor_str.py
 */
export function getPrintoptions(): PrintOptions {
  return { ...current };
}

/** The same for who prints. */
export function printOptions(): PrintOptions {
  return current;
}
