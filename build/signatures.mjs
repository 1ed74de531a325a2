/**
 * @file Writes engine/arguments/signatures.json: what each public function, constructor and method takes, read off its
 * types. Run `node build/signatures.mjs` when one has changed; a test says so.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FACE = `${ROOT}engine/index.ts`;
export const FILE = `${ROOT}engine/arguments/signatures.json`;

/** Numbers that PyTorch wants whole, by their names here. */
const WHOLE = new RegExp(
  `^(${[
    'dims?|dim\\d|axis\\d|.*Dims?|k|n|m|num[A-Z]\\w*|chunks|diagonal|shifts|repeats|size|shape|sizes|decimals|groups|bins',
    'offset|stride|dilation|padding|outputPadding|length|step|start|kernelSize|outputSize|.*Features\\d?|.*Channels|dModel|nhead|inputSize|hiddenSize|embedDim|dimension',
    'high|low|from|to|inputLengths|targetLengths|blank|milestones|stepSize|totalIters|paddingIdx|upscaleFactor|downscaleFactor|ignoreIndex|batchSize|divisorOverride|minlength|N|edgeOrder|windowLength|sections|indices_?OrSections',
  ].join('|')})$`,
);

/** Methods that only the engine calls. */
const INNER =
  /^torch\.Tensor(#(look|attach\w+|former|become|bumpVersion|asOf|receiveGrad|leaveGraph|leaveBase|followBase|watched)|\.\w+)$/;

/** Where such a name stands for any number. */
const ANY_NUMBER = /^torch\.((arange|linspace|logspace|range)|Tensor#uniform_|distributions\.Uniform)$/;

/** What a tensor is called by PyTorch where it is the first argument of a function. */
const FIRST = new Map([
  ['x', 'input'],
  ['xs', 'tensors'],
]);

/** @typedef {{ words: Set<string>, keys: Map<string, Kinds>, isOptional: boolean }} Kinds */

/** @returns {Kinds} */
const nothing = () => ({ words: new Set(), keys: new Map(), isOptional: false });

/** @param {Kinds} into @param {Kinds} other */
function merge(into, other) {
  for (const word of other.words) into.words.add(word);
  for (const [key, kinds] of other.keys) {
    const own = into.keys.get(key);
    if (own) merge(own, kinds);
    else into.keys.set(key, kinds);
  }
  into.isOptional ||= other.isOptional;
}

/** Reads one program's types. */
class Reader {
  /** @param {ts.TypeChecker} checker */
  constructor(checker) {
    this.checker = checker;
    /** of what is being read */
    this.path = '';
  }

  /** @param {ts.Type} type @param {string} name @returns {Kinds} */
  kinds(type, name) {
    const out = nothing();
    this.add(out, type, name);
    return out;
  }

  /** @param {Kinds} out @param {ts.Type} type @param {string} name @returns {void} */
  add(out, type, name) {
    const { flags } = type;
    const F = ts.TypeFlags;
    if (type.isUnion()) return type.types.forEach((one) => this.add(out, one, name));
    if (flags & (F.Undefined | F.Void)) out.isOptional = true;
    else if (flags & F.Null) out.words.add('None');
    else if (flags & F.BooleanLike) out.words.add('bool');
    else if (flags & F.NumberLike)
      out.words.add(WHOLE.test(name) && !ANY_NUMBER.test(this.path) ? 'int' : 'Number');
    else if (flags & F.BigIntLike) out.words.add('Number');
    else if (flags & F.StringLike) out.words.add('str');
    else if (flags & F.TypeParameter) {
      const constraint = this.checker.getBaseConstraintOfType(type);
      if (!constraint || constraint === type || constraint.flags & F.Unknown) out.words.add('any');
      else this.add(out, constraint, name);
    } else if (flags & (F.Any | F.Unknown)) out.words.add('any');
    else this.#addObject(out, type, name);
  }

  /** @param {Kinds} out @param {ts.Type} type @param {string} name */
  #addObject(out, type, name) {
    const { checker } = this;
    const own = type.getSymbol()?.getName() ?? '';
    if (checker.isArrayLikeType(type)) out.words.add(this.#listWord(type, name));
    else if (/Array$|^ArrayLike$/.test(own)) out.words.add('list');
    else if (own === 'Tensor' || own === 'Parameter') out.words.add('Tensor');
    else if (own === 'DType') out.words.add('torch.dtype');
    else if (own === 'Device') out.words.add('torch.device');
    else if (own === 'Iterable')
      out.words.add(
        this.#listWord(type, name)
          .replace(/^(list|tuple of (?!Tensors).*)$/, 'iterable')
          .replace('tuple', 'iterable'),
      );
    else if (this.#isOptions(type)) {
      for (const property of checker.getPropertiesOfType(type)) {
        const kinds = this.kinds(checker.getTypeOfSymbol(property), property.name);
        kinds.isOptional = true;
        out.keys.set(property.name, kinds);
      }
    } else if (type.getConstructSignatures().length > 0) out.words.add('class');
    else if (type.getCallSignatures().length > 0 && !type.getProperty('parameters'))
      out.words.add('function');
    else out.words.add(own.startsWith('__') || own === '' ? 'dict' : own);
  }

  /** @param {ts.Type} type */
  #isOptions(type) {
    if (type.isClass() || type.getCallSignatures().length + type.getConstructSignatures().length > 0)
      return false;
    const properties = this.checker.getPropertiesOfType(type);
    const isData = properties.every((property) => {
      const isCalled = this.checker.getTypeOfSymbol(property).getCallSignatures().length > 0;
      return property.flags & ts.SymbolFlags.Optional || !isCalled;
    });
    return isData && properties.some((property) => property.flags & ts.SymbolFlags.Optional);
  }

  /** @param {ts.Type} type @param {string} name */
  #listWord(type, name) {
    const elements = this.checker.getTypeArguments(/** @type {ts.TypeReference} */ (type));
    const isIterable = type.getSymbol()?.getName() === 'Iterable';
    const parts = (isIterable ? elements.slice(0, 1) : elements).flatMap((element) =>
      element.isUnion() ? element.types : [element],
    );
    if (parts.some((part) => part.flags & ts.TypeFlags.Object && this.checker.isArrayLikeType(part)))
      return 'list';
    const words = new Set(parts.flatMap((part) => [...this.kinds(part, name).words]));
    const [word, ...others] = words;
    if (others.length > 0) return 'list';
    if (word === 'int') return 'tuple of ints';
    if (word === 'Tensor') return 'tuple of Tensors';
    return word === 'Number' ? 'tuple of numbers' : 'list';
  }

  /**
   * All forms of a call as one: by position, what any of them takes there.
   * @param {readonly ts.Signature[]} forms
   * @param {boolean} isFunction
   * @param {string} path
   */
  signature(forms, isFunction, path) {
    this.path = path;
    /** @type {{ name: string, kinds: Kinds }[]} */
    const parameters = [];
    /** @type {{ name: string, kinds: Kinds }[]} */
    const rests = [];
    let restStart = 0;
    const least = Math.min(...forms.map((form) => this.#required(form)));
    for (const form of forms) {
      form.getParameters().forEach((parameter, i) => {
        const declaration = /** @type {ts.ParameterDeclaration} */ (parameter.valueDeclaration);
        const name = /^__\d/.test(parameter.name) ? 'options' : parameter.name;
        const type = this.checker.getTypeOfSymbolAtLocation(parameter, declaration ?? forms[0]?.declaration);
        if (declaration?.dotDotDotToken ?? isRestOf(form, i)) {
          const rest = (rests[0] ??= { name, kinds: nothing() });
          restStart = i;
          merge(rest.kinds, this.#elements(type, name));
          return;
        }
        const isFirst = isFunction && i === 0;
        const place = (parameters[i] ??= { name: (isFirst && FIRST.get(name)) || name, kinds: nothing() });
        merge(place.kinds, this.kinds(type, name));
      });
    }
    for (const { kinds } of rests) parameters.slice(restStart).forEach((place) => merge(place.kinds, kinds));
    const written = parameters.map(({ name, kinds }, i) => {
      kinds.isOptional = i >= least;
      return `${snake(name)}: ${text(kinds)}`;
    });
    const further = rests.map(({ name, kinds }) => `...${snake(name)}: ${text(kinds)}`);
    return [...written, ...further].join(', ');
  }

  /** How many arguments a form must be given. @param {ts.Signature} form */
  #required(form) {
    return form.getParameters().filter((parameter, i) => {
      const declaration = /** @type {ts.ParameterDeclaration | undefined} */ (parameter.valueDeclaration);
      if (isRestOf(form, i)) return false;
      if (declaration && ts.isParameter(declaration)) return !this.checker.isOptionalParameter(declaration);
      return !(parameter.flags & ts.SymbolFlags.Optional);
    }).length;
  }

  /** What a rest parameter's elements may be, in any of its lengths. @param {ts.Type} type @param {string} name @returns {Kinds} */
  #elements(type, name) {
    const out = nothing();
    const whole = this.checker.getBaseConstraintOfType(type) ?? type;
    for (const one of whole.isUnion() ? whole.types : [whole]) {
      if (!this.checker.isArrayLikeType(one)) merge(out, { ...nothing(), words: new Set(['any']) });
      else
        for (const element of this.checker.getTypeArguments(/** @type {ts.TypeReference} */ (one)))
          merge(out, this.kinds(element, name === 'args' ? 'size' : name));
    }
    return out;
  }
}

/** @param {ts.Signature} form @param {number} i */
function isRestOf(form, i) {
  const parameter = form.getParameters()[i];
  const declaration = /** @type {ts.ParameterDeclaration | undefined} */ (parameter?.valueDeclaration);
  return Boolean(declaration && ts.isParameter(declaration) && declaration.dotDotDotToken);
}

/** PyTorch's own capitals. */
const CAPITALS = new Map([
  ['tMax', 'T_max'],
  ['t0', 'T_0'],
]);

/** `keepDim` → `keep_dim`. @param {string} name */
const snake = (name) => CAPITALS.get(name) ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** @param {Kinds} kinds @returns {string} */
function text({ words, keys, isOptional }) {
  const options = [...keys].map(([key, kinds]) => `${key}: ${text(kinds)}`).join('; ');
  // a device may be given by its name
  if (words.has('torch.device')) words.delete('str');
  const all = [...words].sort().concat(keys.size > 0 ? [`{ ${options} }`] : []);
  return (words.has('any') || all.length === 0 ? 'any' : all.join(' | ')) + (isOptional ? '?' : '');
}

/** The method that `const sum = method('sum')` is made of, behind an equals sign. @param {ts.Symbol} symbol */
function methodNamed(symbol) {
  const declaration = symbol.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration)) return undefined;
  const made = declaration.initializer;
  if (!made || !ts.isCallExpression(made) || made.expression.getText() !== 'method') return undefined;
  const [name] = made.arguments;
  return name && ts.isStringLiteral(name) ? `=${name.text}` : undefined;
}

/** @param {ts.Symbol} symbol whether learners may see it */
function isOpen(symbol) {
  return (symbol.declarations ?? []).every((node) => {
    const { name } = /** @type {ts.NamedDeclaration} */ (node);
    const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
    const isHidden = ts.getCombinedModifierFlags(/** @type {ts.Declaration} */ (node)) & hidden;
    return !isHidden && !(name && (ts.isPrivateIdentifier(name) || ts.isComputedPropertyName(name)));
  });
}

/** @returns {Record<string, string>} by name: `F.relu`, `nn.Linear` (how it is made), `Tensor#sum`, `nn.Embedding.fromPretrained` */
export function signatures() {
  const config = ts.readConfigFile(`${ROOT}tsconfig.json`, (path) => readFileSync(path, 'utf8')).config;
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, types: [] }, ROOT);
  const program = ts.createProgram([FACE], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const reader = new Reader(checker);
  /** @type {Record<string, string>} */
  const found = {};
  const seen = new Set();

  /** @param {ts.Symbol} symbol @param {string} name @param {boolean} isNew not seen under another name */
  const addClass = (symbol, name, isNew) => {
    const type = checker.getTypeOfSymbol(symbol);
    found[name] = reader.signature(type.getConstructSignatures(), false, name);
    if (!isNew) return;
    const members = /** @type {[string, ts.Symbol | undefined][]} */ ([
      ...[...(symbol.members?.values() ?? [])].map((member) => [`${name}#`, member]),
      ...[...(symbol.exports?.values() ?? [])].map((member) => [`${name}.`, member]),
    ]);
    for (const [prefix, member] of members) {
      if (!member || !(member.flags & ts.SymbolFlags.Method) || !isOpen(member)) continue;
      if (INNER.test(prefix + member.name)) continue;
      const calls = checker.getTypeOfSymbol(member).getCallSignatures();
      found[prefix + member.name] = reader.signature(calls, false, prefix + member.name);
    }
  };

  /** @param {ts.Symbol} module @param {string} path */
  const collect = (module, path) => {
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const name = path + exported.name;
      if (symbol.flags & ts.SymbolFlags.ValueModule) {
        collect(symbol, `${name}.`);
        continue;
      }
      if (!symbol.valueDeclaration) continue;
      if (symbol.flags & ts.SymbolFlags.Class) {
        addClass(symbol, name, !seen.has(symbol));
        seen.add(symbol);
        continue;
      }
      const calls = checker.getTypeOfSymbol(symbol).getCallSignatures();
      if (calls.length > 0) found[name] = methodNamed(symbol) ?? reader.signature(calls, true, name);
    }
  };
  const face = /** @type {ts.SourceFile} */ (program.getSourceFile(FACE));
  collect(/** @type {ts.Symbol} */ (checker.getSymbolAtLocation(face)), '');
  // `torch.sum = method('sum')` takes the tensor, and then what the method takes
  for (const [name, written] of Object.entries(found)) {
    if (!written.startsWith('=')) continue;
    const rest = found[`torch.Tensor#${written.slice(1)}`];
    found[name] = rest ? `input: Tensor, ${rest}` : 'input: Tensor';
  }
  return found;
}

/** The file's text. */
export const fileText = () => `${JSON.stringify(signatures(), null, 2)}\n`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(FILE, fileText());
