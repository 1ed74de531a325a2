/** @file State dicts to and from `.safetensors`: 8 bytes of header length, a JSON header, the elements. */

import { cpu } from '../devices/cpu/cpu';
import { DTYPES, type DataArray, type DType } from '../dtype';
import { ValueError } from '../errors';
import { pythonType } from '../refusals';
import { contiguousStrides, numel } from '../shape';
import { Tensor } from '../tensor';

/** The format's names of our types. */
const CODES: Record<DType['name'], string> = {
  float32: 'F32',
  float64: 'F64',
  int64: 'I64',
  int32: 'I32',
  uint8: 'U8',
  bool: 'BOOL',
};

/** The format's own limit. */
const LARGEST_HEADER = 100_000_000;
const METADATA = '__metadata__';

/**
 * The bytes of a `.safetensors` file with these tensors.
 * Source: https://huggingface.co/docs/safetensors/index#format
 * @param metadata texts to keep beside them
 * @throws ValueError for what is no tensor
 */
export async function saveSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  { metadata }: { metadata?: Readonly<Record<string, string>> } = {},
): Promise<Uint8Array> {
  const header: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  if (metadata) header[METADATA] = metadata;
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const [name, tensor] of Object.entries(tensors)) {
    if (name === METADATA) throw new ValueError(`a tensor cannot be called '${METADATA}'`);
    if (!(tensor instanceof Tensor)) {
      throw new ValueError(
        `Key \`${name}\` is invalid, expected torch.Tensor but received <class '${pythonType(tensor)}'>`,
      );
    }
    const elements = await tensor.device.read(tensor);
    // the file is little-endian, as is every machine that this runs on
    parts.push(new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength));
    const start = end;
    end += elements.byteLength;
    header[name] = { dtype: CODES[tensor.dtype.name], shape: tensor.shape, data_offsets: [start, end] };
  }
  let text = new TextEncoder().encode(JSON.stringify(header));
  // elements start at a multiple of 8
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  padded.set(text);
  text = padded;
  const out = new Uint8Array(8 + text.length + end);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  let at = 8 + text.length;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/**
 * The tensors of a `.safetensors` file, on the cpu.
 * Source: https://huggingface.co/docs/safetensors/index#format
 * @throws ValueError with the reason when the bytes are no such file, cut short, or contradict themselves
 */
export function loadSafetensors(bytes: Uint8Array): Record<string, Tensor> {
  const { header, data } = opened(bytes);
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, facts]) => entryOf(name, facts));
  checkLayout(entries, data.length);
  const state = Object.create(null) as Record<string, Tensor>;
  for (const { name, dtype, shape, start, end } of entries) {
    const elements = arrayOf(dtype, data.slice(start, end), name);
    state[name] = new Tensor({
      storage: cpu.upload(dtype, elements),
      shape,
      strides: contiguousStrides(shape),
      offset: 0,
    });
  }
  return state;
}

function refuse(reason: string): ValueError {
  return new ValueError(`not a valid safetensors file: ${reason}`);
}

function opened(bytes: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  if (bytes.length < 8) throw refuse(`it has ${bytes.length} bytes, the length of the header alone takes 8`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(LARGEST_HEADER))
    throw refuse(`its header is said to have ${length} bytes, more than 100 MB`);
  const start = 8 + Number(length);
  if (start > bytes.length) {
    throw refuse(`its header is said to have ${length} bytes, but only ${bytes.length - 8} follow`);
  }
  const header = parsed(bytes.subarray(8, start));
  return { header, data: bytes.subarray(start) };
}

function parsed(bytes: Uint8Array): Record<string, unknown> {
  if (bytes[0] !== 0x7b) throw refuse("its header does not begin with '{'");
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (error) {
    throw refuse(`its header is no JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  const repeated = repeatedKey(text);
  if (repeated !== null) throw refuse(`its header names '${repeated}' twice`);
  return header as Record<string, unknown>;
}

/** A name that stands twice in the outermost object: JSON.parse would keep the last silently. */
function repeatedKey(text: string): string | null {
  const seen = new Set<string>();
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === 1 && token.endsWith(':')) {
      const name = JSON.parse(token.slice(0, -1)) as string;
      if (seen.has(name)) return name;
      seen.add(name);
    }
  }
  return null;
}

interface Entry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

const isSize = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) >= 0;

function entryOf(name: string, facts: unknown): Entry {
  if (typeof facts !== 'object' || facts === null) throw refuse(`'${name}' is no description of a tensor`);
  const { dtype: code, shape, data_offsets: offsets } = facts as Record<string, unknown>;
  const dtype = DTYPES.find((known) => CODES[known.name] === code);
  if (!dtype) throw refuse(`'${name}' has the dtype ${JSON.stringify(code)}, which Backstep does not have`);
  if (!Array.isArray(shape) || !shape.every(isSize)) throw refuse(`'${name}' has no valid shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    throw refuse(`'${name}' has no valid data_offsets`);
  }
  const [start, end] = offsets as [number, number];
  if (end < start) throw refuse(`'${name}' ends before it begins`);
  const expected = numel(shape) * dtype.itemsize;
  if (end - start !== expected) {
    throw refuse(
      `'${name}' has ${end - start} bytes; ${code} of shape [${shape.join(', ')}] takes ${expected}`,
    );
  }
  return { name, dtype, shape, start, end };
}

/** The tensors lie one behind the other: no overlap, no gap, nothing left over. */
function checkLayout(entries: readonly Entry[], available: number): void {
  let at = 0;
  for (const { name, start, end } of [...entries].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < at) throw refuse(`'${name}' overlaps the tensor before it`);
    if (start > at) throw refuse(`there is a gap of ${start - at} bytes before '${name}'`);
    if (end > available) throw refuse(`it is cut short: '${name}' ends at byte ${end} of ${available}`);
    at = end;
  }
  if (at !== available) throw refuse(`${available - at} bytes at its end belong to no tensor`);
}

/** Fresh, aligned elements. */
function arrayOf(dtype: DType, bytes: Uint8Array, name: string): DataArray {
  const out = dtype.array(bytes.length / dtype.itemsize);
  new Uint8Array(out.buffer).set(bytes);
  if (dtype.name === 'bool' && bytes.some((byte) => byte > 1)) {
    throw refuse(`'${name}' is BOOL, but has values other than 0 and 1`);
  }
  return out;
}
