/** @file Every public function and class says what it does and which page of PyTorch it follows; every method what it does. */

import { beforeAll, expect, test } from 'vitest';
import { documented, sentence, type Entry } from './documented';

/** Python's own, or the engine's answer to a question that PyTorch leaves to Python. */
const WITHOUT_PAGE = /(^|\.)(\w+Error|AnyModule|IncompatibleKeys)$/;

let functions: Entry[] = [];
let methods: Entry[] = [];

beforeAll(() => void ({ functions, methods } = documented()), 120_000);

test('the face is all there', () => {
  expect(functions.length).toBeGreaterThan(500);
  expect(methods.length).toBeGreaterThan(300);
});

test('every public function and class names its page', () => {
  const without = functions.filter(({ name, doc }) => !WITHOUT_PAGE.test(name) && !/https:\/\/\S+/.test(doc));
  expect(without.map(({ name }) => name)).toEqual([]);
});

test('every public function and class says what it does', () => {
  expect(functions.filter(({ doc }) => sentence(doc).length < 4).map(({ name }) => name)).toEqual([]);
});

/** They take or give no tensor, or say what a tensor is, whatever its shape. */
const WITHOUT_SHAPE = new Set(
  `autograd.gradcheck autograd.gradgradcheck cuda.isAvailable cuda.memoryStats cuda.memoryAllocated
  cuda.maxMemoryAllocated cuda.memoryReserved cuda.emptyCache noGrad enableGrad isGradEnabled manualSeed seed initialSeed
  compile setFloat32MatmulPrecision getFloat32MatmulPrecision useDeterministicAlgorithms areDeterministicAlgorithmsEnabled
  autograd.enableGrad autograd.noGrad autograd.setDetectAnomaly autograd.detectAnomaly random.initialSeed random.manualSeed random.seed random.forkRng finfo iinfo isTensor device getDefaultDtype setPrintoptions getPrintoptions promoteTypes resultType canCast setGradEnabled inferenceMode numel isFloatingPoint
  calculateGain randomSplit saveSafetensors loadSafetensors
  look isContiguous bumpVersion former asOf attachGraph receiveGrad watched leaveGraph leaveBase followBase retainGrad registerHook storageOffset
  elementSize item format isSigned nelement ndimension`.split(/\s+/),
);

/** Words by which a comment tells of shapes. */
const SHAPE =
  /\bshapes?\b|\[[^\]]*\]|element by element|scalar|a view|\bvector|\bmatri|dimension|(each|all|every) elements?/i;

test('every function, and every method of the tensor, tells of the shapes', () => {
  const all = [...functions, ...methods].filter(
    ({ name, doc, isCalled }) =>
      isCalled && doc !== '' && !WITHOUT_SHAPE.has(name.replace(/^(torch|nn\.init|nn|data)\./, '')),
  );
  expect(all.filter(({ doc }) => !SHAPE.test(sentence(doc))).map(({ name }) => name)).toEqual([]);
});

/** Lists and dictionaries: they are no layers. */
const HOLDERS = /^nn\.(Module|Parameter)(List|Dict)$/;

test('every layer and every loss tells of the shapes that it takes and gives, in a line of its own', () => {
  const layers = functions.filter(({ name, isModule }) => isModule && !HOLDERS.test(name));
  expect(layers.length).toBeGreaterThan(80);
  expect(layers.filter(({ doc }) => !/^\s*\* Shapes?: /m.test(doc)).map(({ name }) => name)).toEqual([]);
});

test('every method of the tensor says what it does; an in-place form does what its op does', () => {
  const documented = new Set(methods.filter(({ doc }) => sentence(doc).length >= 3).map(({ name }) => name));
  const without = methods.filter(
    ({ name }) => !documented.has(name) && !documented.has(name.replace(/_$/, '')),
  );
  expect(without.map(({ name }) => name)).toEqual([]);
});
