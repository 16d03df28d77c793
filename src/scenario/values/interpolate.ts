export type Interpolated =
  | { readonly ok: true; readonly text: string }
  /** `word` is the part of the text that is wrong. */
  | { readonly ok: false; readonly word: string; readonly message: string; readonly hint: string };

/** What a variable is worth; undefined where it is not set. */
export type Lookup = (name: string) => string | undefined;

const MAX_DEPTH = 16;
const LITERAL_HINT = 'A dollar sign that is meant as such is written $$.';

/**
 * Replaces variables as Compose does: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}`,
 * `${NAME?message}`, `${NAME:+other}`, `${NAME+other}`, nested ones too; `$$` is a dollar sign. Other than there, a
 * variable without a value and default is not silently empty: the measured software would not be the one that is meant.
 *
 * Source: https://docs.docker.com/reference/compose-file/interpolation
 */
export function interpolate(text: string, lookup: Lookup, depth = 0): Interpolated {
  let result = '';
  for (let at = 0; at < text.length; ) {
    const letter = text[at] ?? '';
    const next = text[at + 1] ?? '';
    if (letter !== '$') {
      result += letter;
      at += 1;
    } else if (next === '$') {
      result += '$';
      at += 2;
    } else if (next === '{') {
      const end = closingBrace(text, at + 2);
      const word = text.slice(at, end === undefined ? undefined : end + 1);
      if (end === undefined) return { ok: false, word, message: `${word} is not closed`, hint: LITERAL_HINT };
      const value = braced(text.slice(at + 2, end), word, lookup, depth);
      if (!value.ok) return value;
      result += value.text;
      at = end + 1;
    } else {
      const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text.slice(at + 1, at + 257))?.[0];
      if (name === undefined) {
        result += letter;
        at += 1;
        continue;
      }
      const value = lookup(name);
      if (value === undefined) return missing(name, `$${name}`);
      result += value;
      at += 1 + name.length;
    }
  }
  return { ok: true, text: result };
}

function braced(inner: string, word: string, lookup: Lookup, depth: number): Interpolated {
  const match = /^([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-?+])([^]*))?$/.exec(inner);
  if (match === null || depth > MAX_DEPTH) {
    return { ok: false, word, message: `${word} is no variable that Compose knows`, hint: LITERAL_HINT };
  }
  const [, name = '', operator = '', operand = ''] = match;
  const value = lookup(name);
  const isSet = value !== undefined && (!operator.startsWith(':') || value !== '');
  switch (operator.at(-1)) {
    case '-':
      return isSet ? { ok: true, text: value } : interpolate(operand, lookup, depth + 1);
    case '+':
      return isSet ? interpolate(operand, lookup, depth + 1) : { ok: true, text: '' };
    case '?': {
      if (isSet) return { ok: true, text: value };
      const text = interpolate(operand, lookup, depth + 1);
      const why = text.ok && text.text !== '' ? `: ${text.text}` : '';
      return { ...missing(name, word), message: `variable ${name} is needed${why}` };
    }
    default:
      return value === undefined ? missing(name, word) : { ok: true, text: value };
  }
}

function missing(name: string, word: string) {
  const hint = `Give it with --variable ${name}=VALUE or in an .env beside the Compose file, or write \${${name}:-default}. ${LITERAL_HINT}`;
  return { ok: false, word, message: `variable ${name} has no value`, hint } as const;
}

/** Where the `}` stands that closes a `${` before `start`. */
function closingBrace(text: string, start: number): number | undefined {
  let open = 1;
  for (let at = start; at < text.length; at += 1) {
    if (text.startsWith('${', at)) {
      open += 1;
      at += 1;
    } else if (text[at] === '}') {
      open -= 1;
      if (open === 0) return at;
    }
  }
  return undefined;
}
