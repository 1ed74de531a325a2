/** @file What a call takes, as signatures.json writes it: "input: Tensor, dim: None | int?, options: { keepdim: bool? }?". */

/** What may stand in one place. */
export interface Kinds {
  /** PyTorch's words: Tensor, Number, int, bool, str, tuple of ints, torch.dtype …; or a class's name */
  readonly words: readonly string[];
  /** an options object may, with these keys */
  readonly keys: ReadonlyMap<string, Kinds> | null;
  /** nothing may */
  readonly isOptional: boolean;
}

export interface Parameter {
  readonly name: string;
  readonly kinds: Kinds;
}

export interface Signature {
  readonly parameters: readonly Parameter[];
  /** any number of further ones */
  readonly rest: Parameter | null;
}

export function parseSignature(text: string): Signature {
  const parameters = split(text, ', ').map(parseParameter);
  const last = parameters.at(-1);
  if (!last?.name.startsWith('...')) return { parameters, rest: null };
  return { parameters: parameters.slice(0, -1), rest: { ...last, name: last.name.slice(3) } };
}

function parseParameter(text: string): Parameter {
  const at = text.indexOf(':');
  return { name: text.slice(0, at), kinds: parseKinds(text.slice(at + 2)) };
}

function parseKinds(text: string): Kinds {
  const isOptional = text.endsWith('?');
  const parts = split(isOptional ? text.slice(0, -1) : text, ' | ');
  const options = parts.find((part) => part.startsWith('{'));
  const keys = options && split(options.slice(2, -2), '; ').map(parseParameter);
  return {
    words: parts.filter((part) => part !== options),
    keys: keys ? new Map(keys.map(({ name, kinds }) => [name, kinds])) : null,
    isOptional,
  };
}

/** Cuts where no brace is open. */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}') depth--;
    else if (depth === 0 && text.startsWith(separator, i)) {
      parts.push(text.slice(start, i));
      start = i + separator.length;
    }
  }
  return text === '' ? [] : [...parts, text.slice(start)];
}
