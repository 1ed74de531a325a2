/**
 * @file The engine as learner code gets it: functions, constructors and methods that look at their arguments first.
 * What they take is in signatures.json, which `build/signatures.mjs` reads off the types.
 */

import * as engine from '../index';
import { ArgumentTypeError } from '../errors';
import { pythonName } from '../refusals';
import { formOf } from './forms';
import { guarded, lazily, refusalOf, refuse, takenByPyTorch, WRITTEN, type Callable } from './guard';
import { knowClass } from './kinds';
import { checkCount, checkPresent, type Speaker } from './refusal';

type Class = abstract new (...args: never[]) => object;

/** Classes whose constructors PyTorch shares: it is their base that speaks. */
const SPEAKS_FOR: readonly (readonly [RegExp, string])[] = [
  [/^(RNN|LSTM|GRU)$/, 'RNNBase'],
  [/^(BatchNorm|InstanceNorm)\dd$/, '_$1'],
  [/^(MaxPool|LPPool|AdaptiveAvgPool|AdaptiveMaxPool)\dd$/, '_$1Nd'],
];

/** What has PyTorch's words itself for arguments of the wrong kind. */
const SPEAKS_ITSELF =
  /^(optim|data)\.|^nn\.(Linear|Embedding|Sequential|Module(List|Dict)|RNN|LSTM|GRU|Unflatten|LayerNorm|\w+Loss)$/;

const speakerOf = (path: string): Speaker => {
  const own = pythonName(path.slice(path.lastIndexOf('.') + 1));
  const name = path.startsWith('torch.linalg.') ? `linalg_${own}` : own;
  return { name, language: /^torch\.(?!autograd)/.test(path) ? 'c' : 'python', unwritten: 0 };
};

/** A class whose constructor looks at its arguments first; classes that extend it see to their own. */
function guardedClass(type: Class, path: string): Class {
  const text = WRITTEN[path];
  if (text === undefined) return type;
  const own = path.slice(path.lastIndexOf('.') + 1);
  const base = SPEAKS_FOR.find(([pattern]) => pattern.test(own));
  const name = `${base ? own.replace(...base) : own}.__init__`;
  const speaker: Speaker = { name, language: 'python', unwritten: 1 };
  const signature = lazily(text);
  const form = formOf(path, name);
  const proxy: Class = new Proxy(type, {
    // Python has no such word; a bundle's names are shortened where JavaScript would say which class it is
    apply(): never {
      throw new ArgumentTypeError(
        `Class constructor ${own} cannot be invoked without 'new': write new ${path}(…)`,
      );
    },
    construct(target, args: never[], newTarget) {
      const make = (given: readonly unknown[]): object =>
        Reflect.construct(target, [...given], newTarget === proxy ? target : newTarget) as object;
      const refusal = refusalOf(speaker, signature(), args);
      if (refusal === null) return make(args);
      const taken = form && takenByPyTorch(form, speaker, signature(), args);
      if (taken) return make(taken);
      checkCount(speaker, signature(), args);
      checkPresent(speaker, signature(), args);
      if (!SPEAKS_ITSELF.test(path)) throw refusal;
      return refuse(refusal, args, () => make(args));
    },
  });
  return proxy;
}

/** Classes whose methods do. */
const SPEAK_THEMSELVES = /^nn\.AnyModule$|^optim\.Optimizer$/;

/** These look at their arguments themselves. */
const HAS_OWN_GUARDS: readonly Class[] = [engine.Tensor, engine.Generator];

/** Puts guards before the methods of a class; `path` is its name in signatures.json. */
function guardMethods(type: Class, path: string): void {
  if (HAS_OWN_GUARDS.includes(type)) return;
  const owners: [object, string][] = [
    [type.prototype as object, '#'],
    [type, '.'],
  ];
  for (const [owner, mark] of owners) {
    for (const [name, { value, ...rest }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      const text = WRITTEN[path + mark + name];
      if (typeof value !== 'function' || text === undefined || /^\.\.\.\w+: any$/.test(text)) continue;
      const isForward = name === 'forward';
      // what is not there to be called says so itself
      if (isForward && text === '') continue;
      const called = `${path.slice(path.lastIndexOf('.') + 1).replace('Any', '')}.${pythonName(name)}`;
      const speaker: Speaker = { name: called, language: 'python', unwritten: 1 };
      const form = formOf(path + mark + name, called);
      const guard = guarded(value as Callable, text, speaker, {
        isTried: isForward || SPEAK_THEMSELVES.test(path),
        form,
      });
      // a module's call counts what forward wants
      Object.defineProperty(guard, 'length', { value: (value as Callable).length });
      Object.defineProperty(owner, name, { ...rest, value: guard });
    }
  }
}

/** A module whose forward is its base's says its own name. */
function guardForward(type: Class, path: string): void {
  const { prototype } = type as { prototype: Record<string, unknown> };
  const forward = prototype['forward'];
  if (typeof forward !== 'function' || Object.hasOwn(prototype, 'forward')) return;
  const called = `${path.slice(path.lastIndexOf('.') + 1)}.forward`;
  const form = formOf(`${path}#forward`, called);
  if (!form) return;
  const speaker: Speaker = { name: called, language: 'python', unwritten: 1 };
  const guard = guarded(forward as Callable, form.places(), speaker, { isTried: true, form });
  Object.defineProperty(guard, 'length', { value: forward.length });
  Object.defineProperty(prototype, 'forward', { value: guard, writable: true, configurable: true });
}

const isNamespace = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'Module';

const isClass = (value: unknown): value is Class =>
  typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));

function everyClass(
  namespace: Readonly<Record<string, unknown>>,
  path: string,
  visit: (type: Class, path: string) => void,
): void {
  for (const [name, value] of Object.entries(namespace)) {
    if (isNamespace(value)) everyClass(value, `${path}${name}.`, visit);
    else if (isClass(value)) visit(value, path + name);
  }
}

everyClass(engine, '', (type, path) => {
  knowClass(path.slice(path.lastIndexOf('.') + 1), type);
  guardMethods(type, path);
  guardForward(type, path);
});
// what modules have of their base, which has no name on the face
guardMethods(Object.getPrototypeOf(engine.nn.Module) as Class, 'nn.AnyModule');

/** A module of the engine's names with guards before all of them; other values are as they were. */
export function checked<T extends Readonly<Record<string, unknown>>>(namespace: T, path = ''): T {
  const entries = Object.entries(namespace).map(([name, value]): [string, unknown] => {
    const own = path + name;
    if (isNamespace(value)) return [name, checked(value, `${own}.`)];
    if (isClass(value)) return [name, guardedClass(value, own)];
    const text = WRITTEN[own];
    if (typeof value !== 'function' || text === undefined) return [name, value];
    const speaker = speakerOf(own);
    const form = formOf(own, speaker.name);
    return [name, guarded(value as Callable, text, speaker, { isTried: true, form })];
  });
  return Object.freeze(Object.fromEntries(entries)) as T;
}
