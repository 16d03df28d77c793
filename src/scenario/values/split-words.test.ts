import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitWords } from './split-words.ts';

test.each([
  ['echo a  b', ['echo', 'a', 'b']],
  ['', []],
  ['  \n ', []],
  ["echo 'a b' c", ['echo', 'a b', 'c']],
  ['echo "a b"', ['echo', 'a b']],
  [`a''`, ['a']],
  [`'' ""`, ['', '']],
  ['"a\\"b\\\\c\\$d"', ['a"b\\c$d']],
  ['"a\\nb"', ['a\\nb']],
  [`'a\\'b`, ['a\\b']],
  ['a\\ b', ['a b']],
  ['a \\\n  b', ['a', 'b']],
  ['a\nb\tc', ['a', 'b', 'c']],
  ['"a\\\nb"', ['ab']],
  ['echo $HOME *.c | cat # no', ['echo', '$HOME', '*.c', '|', 'cat', '#', 'no']],
  [`sh -c 'echo "x"'`, ['sh', '-c', 'echo "x"']],
])('%j', (text, words) => {
  expect(splitWords(text)).toEqual({ ok: true, words });
});

test.each([`echo 'a`, 'echo "a', 'echo "a\\"', 'a\\'])('%j is not closed', (text) => {
  expect(splitWords(text).ok).toBe(false);
});

test('words in single quotes come back as they were', () => {
  const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (words) => {
      expect(splitWords(words.map(quote).join(' '))).toEqual({ ok: true, words });
    }),
  );
});
