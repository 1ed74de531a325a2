/** @file What dtype several operands make together, against PyTorch's table and its three ranks; on the CPU, which has all dtypes. */

import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../../engine/devices/registry';
import { torch, type Tensor } from '../../../engine/index';
import { DTYPES } from '../../../engine/dtype';

beforeAll(() => setDefaultDevice(cpu));

/** torch.promote_types of PyTorch 2.13: a row for each dtype, in the order of the first column. */
const TABLE = new Map(
  `float32 float32 float64 float32 float32 float32 float32
  float64 float64 float64 float64 float64 float64 float64
  int64   float32 float64 int64   int64   int64   int64
  int32   float32 float64 int64   int32   int32   int32
  uint8   float32 float64 int64   int32   uint8   uint8
  bool    float32 float64 int64   int32   uint8   bool`
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([name, ...row]) => [name!, row] as const),
);
const NAMES = [...TABLE.keys()];
const promoted = (a: string, b: string): string => TABLE.get(a)![NAMES.indexOf(b)]!;
const CATEGORY: Record<string, number> = { bool: 0, uint8: 1, int32: 1, int64: 1, float32: 2, float64: 2 };

/** A tensor with dimensions, one without, or a number. */
type Operand = { kind: 'many' | 'one'; dtype: string } | { kind: 'number'; value: number };

const dtypeOf = (operand: Operand): string => {
  if (operand.kind !== 'number') return operand.dtype;
  return Number.isInteger(operand.value) ? 'int64' : 'float32';
};

/** Tensors with dimensions decide; those without, and then numbers, matter where their category is higher. */
function naive(operands: readonly Operand[]): string {
  const ranks = (['many', 'one', 'number'] as const).flatMap((kind) => {
    const own = operands.filter((operand) => operand.kind === kind).map(dtypeOf);
    return own.length > 0 ? [own.reduce(promoted)] : [];
  });
  return ranks.reduce((high, low) => (CATEGORY[low]! > CATEGORY[high]! ? low : high));
}

const dtypeNamed = (name: string): torch.Tensor['dtype'] => DTYPES.find((dtype) => dtype.name === name)!;
const made = (operand: Operand): Tensor | number =>
  operand.kind === 'number'
    ? operand.value
    : torch.ones(operand.kind === 'many' ? [2] : [], { dtype: dtypeNamed(operand.dtype) });

const tensors = fc.record({
  kind: fc.constantFrom('many' as const, 'one' as const),
  dtype: fc.constantFrom(...NAMES),
});
const operands = fc.oneof(
  tensors,
  fc.record({ kind: fc.constant('number' as const), value: fc.constantFrom(2, 2.5) }),
);

const floating = (dtype: string): string => (CATEGORY[dtype] === 2 ? dtype : 'float32');
const isBool = (dtype: string): boolean => dtype === 'bool';

/** Ops of two operands: what they make of the dtype that these have together. */
const OPS: Record<
  string,
  { of: (a: Tensor, b: Tensor | number) => Tensor; is?: (together: string) => string }
> = {
  add: { of: (a, b) => a.add(b) },
  mul: { of: (a, b) => a.mul(b) },
  div: { of: (a, b) => a.div(b), is: floating },
  'where on the left': { of: (a, b) => torch.where(torch.tensor([true, false]), a, b) },
  'where on the right': { of: (a, b) => torch.where(torch.tensor([true, false]), b, a) },
  lt: { of: (a, b) => a.lt(b), is: () => 'bool' },
  logicalOr: { of: (a, b) => (typeof b === 'number' ? a.gt(b) : a.logicalOr(b)), is: () => 'bool' },
};
const NOT_FOR_BOOLS: typeof OPS = {
  sub: { of: (a, b) => a.sub(b) },
  remainder: { of: (a, b) => a.remainder(b) },
  floorDivide: { of: (a, b) => a.floorDivide(b) },
  pow: { of: (a, b) => a.pow(b) },
};

test.each(Object.entries({ ...OPS, ...NOT_FOR_BOOLS }))('%s', (name, { of, is = (together) => together }) => {
  fc.assert(
    fc.property(tensors, operands, (a, b) => {
      const together = naive([a, b]);
      fc.pre(!(name in NOT_FOR_BOOLS && (isBool(dtypeOf(a)) || isBool(dtypeOf(b)))));
      expect(of(made(a) as Tensor, made(b)).dtype.name).toBe(is(together));
      expect(torch.resultType(made(a), made(b)).name).toBe(together);
    }),
    { numRuns: 150 },
  );
});

test('cat and stack: dimensions or not, all count alike', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 4 }), (names) => {
      const together = names.reduce(promoted);
      const many = names.map((dtype) => made({ kind: 'many', dtype }) as Tensor);
      const one = names.map((dtype) => made({ kind: 'one', dtype }) as Tensor);
      expect(torch.cat(many).dtype.name).toBe(together);
      expect(torch.stack(one).dtype.name).toBe(together);
      expect(names.slice(1).map(dtypeNamed).reduce(torch.promoteTypes, dtypeNamed(names[0]!)).name).toBe(
        together,
      );
    }),
    { numRuns: 150 },
  );
});

test('in place the dtype stays, or what does not fit into its category is refused', () => {
  fc.assert(
    fc.property(tensors, operands, (a, b) => {
      const [x, y] = [torch.ones([2], { dtype: dtypeNamed(a.dtype) }), made(b)];
      const together = naive([{ kind: 'many', dtype: a.dtype }, b]);
      const act = (): Tensor => x.add_(y);
      if (CATEGORY[together]! > CATEGORY[a.dtype]!)
        expect(act).toThrow(/can't be cast to the desired output type/);
      else expect(act().dtype.name).toBe(a.dtype);
    }),
    { numRuns: 150 },
  );
});
