import { expect, test } from 'vitest';
import { findSamples, samplePattern, toUnixUs } from './sample-pattern.ts';

const NOW = '1700000000123456';
const read = (name: string, regex: string | undefined, ...lines: string[]) =>
  findSamples(lines, samplePattern(name, regex === undefined ? {} : { regex })).samples;

test('the default pattern takes a time, the name and a number, and nothing else on the line', () => {
  const lines = [
    `${NOW} requests=42`,
    `${NOW}789 requests=-1.5`,
    `${NOW} requests=1e3`,
    `${NOW} requests=`,
    `${NOW} requests=1 `,
    ` ${NOW} requests=1`,
    `${NOW} more_requests=1`,
    `170000000012345 requests=1`,
  ];
  expect(read('requests', undefined, ...lines)).toEqual([
    { unixUs: 1700000000123456, value: 42 },
    { unixUs: 1700000000123456, value: -1.5 },
  ]);
});

test('a name is taken literally', () => {
  expect(read('a.b', undefined, `${NOW} axb=1`, `${NOW} a.b=2`)).toMatchObject([{ value: 2 }]);
});

test("a scenario's own pattern has the time and the value as its two groups", () => {
  const pattern = String.raw`^\[(\d+\.\d+)\] Requests/sec: *([\d.]+)`;
  expect(
    read('rps', pattern, '[1700000000.5] Requests/sec:  812.25 (max 900)', '[x] Requests/sec: 1'),
  ).toEqual([{ unixUs: 1700000000500000, value: 812.25 }]);
  expect(read('rps', '^(.*) is (.*)$', `${NOW} is high`, `${NOW} is `, 'never is 4')).toEqual([]);
});

test.each([
  ['1700000000', 1700000000000000],
  ['1700000000.25', 1700000000250000],
  ['1700000000.123456789', 1700000000123456],
  ['1700000000123', 1700000000123000],
  ['1700000000123.5', 1700000000123500],
  ['1700000000123456', 1700000000123456],
  ['1700000000123456789', 1700000000123456],
  ['12345', undefined],
  ['170000000012', undefined],
  ['-1700000000', undefined],
  ['2026-01-01', undefined],
])('the time %s is read by its number of digits', (text, unixUs) => {
  expect(toUnixUs(text)).toBe(unixUs);
});

test('a pattern that takes too long is broken off, within a single match too', () => {
  const slow = samplePattern('x', { regex: '^(a+a+)+(b)$' });
  expect(findSamples(['a'.repeat(60)], slow, 100)).toEqual({ samples: [], timedOut: true });
});
