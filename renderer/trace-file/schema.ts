/** @file What a saved trace must look like, event by event. Numbers that JSON has no word for stand there as texts. */

import * as v from 'valibot';
import { TRACE_VERSION, type TraceEvent, type Value } from '../../engine/trace/events';

/** The texts that stand for numbers: see trace-json.ts. */
const WORDS: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity, '-0': -0 };

const Num = v.union([
  v.number(),
  v.pipe(
    v.picklist(Object.keys(WORDS)),
    v.transform((word) => WORDS[word]!),
  ),
]);
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Ids = v.array(v.number());
const DType = v.picklist(['float32', 'float64', 'int64', 'int32', 'uint8', 'bool']);
const DeviceType = v.picklist(['cpu', 'webgpu']);

const Elements = v.union([
  v.pipe(
    v.object({ float64: v.array(Num) }),
    v.transform(({ float64 }) => Float64Array.from(float64)),
  ),
  v.pipe(
    v.object({ int64: v.array(v.pipe(v.string(), v.regex(/^-?\d+$/))) }),
    v.transform(({ int64 }) => BigInt64Array.from(int64, BigInt)),
  ),
]);

/** Nobody keeps the elements of a large value any more; that it is 0 everywhere stays known. */
const ValueSchema = v.pipe(
  v.object({
    shape: v.array(Count),
    elements: Elements,
    whole: v.boolean(),
    kept: v.optional(v.array(v.number())),
  }),
  v.check(
    ({ shape, elements }) => shape.reduce((count, size) => count * size, 1) === elements.length,
    'the elements do not fill the shape',
  ),
  v.transform(({ kept, ...value }): Value => (kept?.length === 0 ? { ...value, kept } : value)),
);

const Attrs = v.record(v.string(), v.union([Num, v.boolean(), v.string(), v.array(v.number()), v.null()]));
const Info = v.object({
  id: v.number(),
  shape: v.array(Count),
  dtype: DType,
  device: DeviceType,
  requiresGrad: v.boolean(),
  isLeaf: v.boolean(),
  memory: v.exactOptional(
    v.object({ storage: v.number(), length: Count, strides: v.array(v.number()), offset: Count }),
  ),
});
const line = Count;
const episode = Count;
const tensor = v.number();

const EVENTS = [
  v.object({
    type: v.literal('start'),
    version: v.literal(TRACE_VERSION),
    run: v.number(),
    file: v.string(),
    source: v.string(),
    device: v.object({ type: DeviceType, label: v.string(), software: v.boolean() }),
  }),
  v.object({
    type: v.literal('op'),
    id: v.number(),
    op: v.string(),
    attrs: Attrs,
    inputs: Ids,
    output: Info,
    gradFn: v.nullable(v.string()),
    module: v.array(v.object({ call: v.number(), name: v.string(), type: v.string() })),
    value: ValueSchema,
    line,
    episode,
  }),
  v.object({ type: v.literal('name'), tensor, name: v.string() }),
  v.object({ type: v.literal('requiresGrad'), tensor, requiresGrad: v.boolean(), line, episode }),
  v.object({ type: v.literal('mutate'), tensor, op: v.string(), value: ValueSchema, line, episode }),
  v.object({
    type: v.literal('backward'),
    id: v.number(),
    root: tensor,
    gradient: ValueSchema,
    line,
    episode,
  }),
  v.object({
    type: v.literal('gradient'),
    backward: v.number(),
    op: v.number(),
    output: tensor,
    upstream: ValueSchema,
    flows: v.array(
      v.object({ tensor, input: Count, gradient: ValueSchema, before: v.nullable(ValueSchema) }),
    ),
    episode,
  }),
  v.object({
    type: v.literal('accumulate'),
    backward: v.number(),
    tensor,
    before: v.nullable(ValueSchema),
    added: ValueSchema,
    after: ValueSchema,
    episode,
  }),
  v.object({
    type: v.literal('value'),
    tensor,
    value: ValueSchema,
    gradient: v.nullable(ValueSchema),
    episode,
  }),
  v.object({
    type: v.literal('update'),
    optimizer: v.string(),
    settings: Attrs,
    params: v.array(v.object({ tensor, before: ValueSchema, gradient: ValueSchema, after: ValueSchema })),
    line,
    episode,
  }),
  v.object({ type: v.literal('zeroGrad'), tensors: Ids, setToNone: v.boolean(), line, episode }),
  v.object({ type: v.literal('loss'), value: Num, name: v.nullable(v.string()), episode }),
  v.object({ type: v.literal('omitted'), operations: Count, line, episode }),
  v.object({ type: v.literal('print'), text: v.string(), line }),
  v.object({ type: v.literal('notice'), text: v.string() }),
  v.object({ type: v.literal('progress'), done: Num, total: Num, label: v.string() }),
  v.object({ type: v.literal('log'), name: v.string(), value: Num, step: v.number(), line }),
  v.object({
    type: v.literal('plot'),
    chart: v.string(),
    name: v.string(),
    xs: v.array(Num),
    ys: v.array(Num),
    line,
  }),
  v.object({
    type: v.literal('turn'),
    loop: Count,
    parent: v.nullable(Count),
    line,
    done: Num,
    total: v.nullable(Num),
    milliseconds: v.number(),
  }),
  v.object({ type: v.literal('error'), name: v.string(), message: v.string(), line }),
  v.object({ type: v.literal('done'), milliseconds: v.number() }),
] as const;

export const EventSchema: v.GenericSchema<unknown, TraceEvent> = v.variant('type', EVENTS);
