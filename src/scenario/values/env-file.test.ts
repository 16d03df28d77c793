import { expect, test } from 'vitest';
import { parseEnvFile } from './env-file.ts';

const lookup = (name: string): string | undefined => ({ OUTER: 'outer' })[name];

test.each([
  ['A=1\n# note\n\nB = two words # note\r\nexport C=x', { A: '1', B: 'two words', C: 'x' }],
  ['A="a # b" # note\nB=\'it is\'\nC=""\nD=', { A: 'a # b', B: 'it is', C: '', D: '' }],
  ['A=x#y\nB=# nothing', { A: 'x#y', B: '' }],
  ['A="one\ntwo"\nB=1', { A: 'one\ntwo', B: '1' }],
  ['\uFEFFA=1', { A: '1' }],
  ["A=1\nB=$A-${OUTER}-${NO:-d}-$$\nC='$A'", { A: '1', B: '1-outer-d-$', C: '$A' }],
])('%j', (text, expected) => {
  const { values, faults } = parseEnvFile(text, lookup);
  expect(Object.fromEntries(values)).toEqual(expected);
  expect(faults).toEqual([]);
});

test('without a lookup a dollar sign is one', () => {
  expect(parseEnvFile('A=$X$$').values.get('A')).toBe('$X$$');
});

test('what is wrong has its line', () => {
  expect(parseEnvFile('A=1\nnothing\nB="x\ny"\nC=$NO', lookup).faults).toEqual([
    { line: 2, message: 'expected NAME=VALUE' },
    { line: 5, message: expect.stringContaining('variable NO has no value'), name: 'C' },
  ]);
});
