import type { Path } from '../source/tree.ts';
import { splitWords } from '../values/split-words.ts';
import type { Scope } from './scope.ts';

type Text = string | number | boolean;

/** A list as it is, a text split into words; an unclosed quote is a fault. */
export function readWords(value: Text | readonly Text[], path: Path, scope: Scope): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  const split = splitWords(String(value));
  if (split.ok) return split.words;
  scope.fault(
    path,
    `cannot be split into words: ${split.reason}`,
    'Close the quote, or write a list: [word, word].',
  );
  return [];
}

/** One text or several, as a list. */
export function readTexts(value: Text | readonly Text[] | null | undefined): readonly string[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
