import { expect, test } from 'vitest';
import { interpolate } from './interpolate.ts';

const VALUES: Readonly<Record<string, string>> = { A: 'a', EMPTY: '', _x1: 'under' };

function read(text: string): string {
  const result = interpolate(text, (name) => (Object.hasOwn(VALUES, name) ? VALUES[name] : undefined));
  return result.ok ? result.text : `! ${result.word} | ${result.message}`;
}

test.each([
  ['plain', 'plain'],
  ['$A-${A}$_x1', 'a-aunder'],
  ['$$A $$$A $', '$A $a $'],
  ['50$ $5 $-', '50$ $5 $-'],
  ['${A:-d}${B:-d}${EMPTY:-d}', 'add'],
  ['${A-d}${B-d}[${EMPTY-d}]', 'ad[]'],
  ['${A:+x}[${B:+x}][${EMPTY:+x}]', 'x[][]'],
  ['${A+x}[${B+x}]${EMPTY+x}', 'x[]x'],
  ['${A:?e}${A?e}[${EMPTY?e}]', 'aa[]'],
  ['${B:-${A}}${B:-${C:-${A}}}', 'aa'],
  ['${B:-{"x": 1}}', '{"x": 1}'.slice(0, -1) + '}'],
  ['${B:-}', ''],
  ['${B}', '! ${B} | variable B has no value'],
  ['x $B', '! $B | variable B has no value'],
  ['${B?}', '! ${B?} | variable B is needed'],
  ['${B:?give $A}', '! ${B:?give $A} | variable B is needed: give a'],
  ['${EMPTY:?e}', '! ${EMPTY:?e} | variable EMPTY is needed: e'],
  ['${A', '! ${A | ${A is not closed'],
  ['${A/x/y}', '! ${A/x/y} | ${A/x/y} is no variable that Compose knows'],
  ['${}', '! ${} | ${} is no variable that Compose knows'],
  ['${1}', '! ${1} | ${1} is no variable that Compose knows'],
  ['${B:-$C}', '! $C | variable C has no value'],
])('%s → %s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test('values are put in as they are, not read again', () => {
  expect(interpolate('$X', () => '$$ ${Y}')).toEqual({ ok: true, text: '$$ ${Y}' });
});

test('nesting has an end', () => {
  expect(read('${B:-'.repeat(1000) + '}'.repeat(1000))).toContain('is no variable that Compose knows');
});
