import { interpolate, type Lookup } from './interpolate.ts';

/** `name` is the one that gets no value; absent where the line has none. */
export type EnvFault = { readonly line: number; readonly message: string; readonly name?: string };

export type EnvFile = {
  readonly values: ReadonlyMap<string, string>;
  /** Lines count from 1. */
  readonly faults: readonly EnvFault[];
};

/**
 * The lines `NAME=VALUE` of an env file. Blank lines and `#` lines are skipped, quotes taken off. With `lookup`, variables
 * in values are replaced as Compose does it, those set before in the same file first; single quotes keep them as they are.
 */
export function parseEnvFile(text: string, lookup?: Lookup): EnvFile {
  const values = new Map<string, string>();
  const faults: EnvFault[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const first = at;
    let line = lines[at]?.trim() ?? '';
    while (isOpen(line) && at + 1 < lines.length) {
      at += 1;
      line += `\n${lines[at] ?? ''}`;
    }
    if (line === '' || line.startsWith('#')) continue;
    const match = /^(?:export\s+)?([^\s=]+)\s*=\s*([^]*)$/.exec(line);
    if (match === null) {
      faults.push({ line: first + 1, message: 'expected NAME=VALUE' });
      continue;
    }
    const [, name = '', written = ''] = match;
    const { value, isLiteral } = unquote(written);
    if (lookup === undefined || isLiteral) {
      values.set(name, value);
      continue;
    }
    const replaced = interpolate(value, (other) => values.get(other) ?? lookup(other));
    if (replaced.ok) values.set(name, replaced.text);
    else {
      const message = `${replaced.message} (single quotes keep a dollar sign as it is)`;
      faults.push({ line: first + 1, message, name });
    }
  }
  return { values, faults };
}

/** Whether a quote begins a value and is not closed: the value goes on in the next line. */
function isOpen(line: string): boolean {
  const quote = /^(?:export\s+)?[^\s=#]+\s*=\s*(["'])/.exec(line);
  return quote !== null && !line.slice(quote[0].length).includes(quote[1] ?? '');
}

function unquote(written: string): { value: string; isLiteral: boolean } {
  const quoted = /^(["'])([^]*)\1\s*(?:#.*)?$/.exec(written);
  if (quoted !== null) return { value: quoted[2] ?? '', isLiteral: quoted[1] === "'" };
  return { value: written.replace(/(?:^|(?<=\s))#.*$/, '').trimEnd(), isLiteral: false };
}
