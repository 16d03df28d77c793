import { type Flag, flagByName, flagByShort } from './docker-flags.ts';

/** One option on the engine's command line, read exactly as the engine reads it. */
export type ParsedFlag =
  | { readonly kind: 'flag'; readonly flag: Flag; readonly value: string; readonly word: string }
  /** `words` as they stood: joulelab cannot know whether a value belongs to it. */
  | { readonly kind: 'unknown'; readonly words: readonly string[]; readonly word: string }
  | { readonly kind: 'bad'; readonly word: string; readonly reason: string };

/**
 * Reads options as the engine's command line does (spf13/pflag): `--name value`, `--name=value`, `-v value`,
 * `-vvalue`, `-v=value`, combined `-itv value`; a flag without value takes one only with `=`. A word that is no option
 * would be taken for the image, and `--` ends the options: both are bad.
 */
export function parseFlags(words: readonly string[]): readonly ParsedFlag[] {
  const parsed: ParsedFlag[] = [];
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--' || !word.startsWith('-') || word === '-') {
      parsed.push({ kind: 'bad', word, reason: 'is no option: the engine would take it for the image' });
    } else if (word.startsWith('--')) parsed.push(parseLong(word, queue));
    else parsed.push(...parseShort(word, queue));
  }
  return parsed;
}

function parseLong(word: string, queue: string[]): ParsedFlag {
  const sign = word.indexOf('=');
  const flag = flagByName(word.slice(2, sign < 0 ? undefined : sign));
  const given = sign < 0 ? undefined : word.slice(sign + 1);
  if (flag === undefined) return unknown(word, given !== undefined, queue);
  return withValue(flag, given, word, queue);
}

function parseShort(word: string, queue: string[]): readonly ParsedFlag[] {
  const parsed: ParsedFlag[] = [];
  for (let rest = word.slice(1); rest !== ''; ) {
    const flag = flagByShort(rest[0] ?? '');
    if (flag === undefined)
      return [...parsed, unknown(parsed.length === 0 ? word : `-${rest}`, false, queue)];
    const after = rest.slice(1);
    const isAssigned = after.startsWith('=') && after.length > 1;
    if (isAssigned || (flag.takesValue && after !== '')) {
      return [...parsed, withValue(flag, isAssigned ? after.slice(1) : after, word, queue)];
    }
    parsed.push(withValue(flag, undefined, word, queue));
    rest = after;
  }
  return parsed;
}

function withValue(flag: Flag, given: string | undefined, word: string, queue: string[]): ParsedFlag {
  if (given !== undefined) return { kind: 'flag', flag, value: given, word };
  if (!flag.takesValue) return { kind: 'flag', flag, value: 'true', word };
  const next = queue.shift();
  if (next === undefined) return { kind: 'bad', word, reason: 'needs a value' };
  return { kind: 'flag', flag, value: next, word };
}

/** A word after it that is no option can only be its value. */
function unknown(word: string, hasValue: boolean, queue: string[]): ParsedFlag {
  const next = queue[0];
  if (hasValue || next === undefined || next.startsWith('-')) return { kind: 'unknown', words: [word], word };
  queue.shift();
  return { kind: 'unknown', words: [word, next], word };
}
