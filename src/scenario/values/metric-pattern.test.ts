import { expect, test } from 'vitest';
import { patternFault, toJavaScript } from './metric-pattern.ts';

test.each([
  '^(\\d{16,19}) NAME=(-?\\d+(\\.\\d+)?)$'.replace('(\\.\\d+)?', '(?:\\.\\d+)?'),
  '^(\\d+) (\\S+)$',
  '^(\\d+)\\s+requests: ([\\d.]+)',
  '^(\\d+) .*?value=([^ ]*)',
  '^(\\d+) (?:a|b)=(\\d+)$',
  '(?P<time>\\d+) (?P<value>\\d+)',
  '(\\d{16}) \\(x\\) ([)+*]+)',
])('%s is good', (pattern) => {
  expect(patternFault(pattern)).toBeUndefined();
});

test.each([
  ['^(\\d+)$', '1 groups'],
  ['^(\\d+) (\\d+) (\\d+)', '3 groups'],
  ['^(\\d+', 'no regular expression'],
  ['^((\\d+)+)$', 'backtrack'],
  ['^(a|aa)+ (x)$', 'backtrack'],
  ['^(\\d+)((?:a*)*)$', 'backtrack'],
  ['^(\\d+)((?:a?){30})', 'backtrack'],
  ['^(\\d+)((?:[a-z]+\\s?)*)$', 'backtrack'],
  ['^(\\d+)((?:(?:a+)b)+)$', 'backtrack'],
  ['(a+)(\\1)', 'back-reference'],
  ['^(\\d+)((?:a+){2,})$', 'backtrack'],
  ['x'.repeat(1001), 'longer'],
])('%s is refused', (pattern, reason) => {
  expect(patternFault(pattern)).toContain(reason);
});

test('named groups in Python notation become those of JavaScript', () => {
  expect(new RegExp(toJavaScript('(?P<a>x)')).exec('x')?.groups?.['a']).toBe('x');
});
