import { expect, test } from 'vitest';
import { judge, parseTimes } from './spin.ts';

test.each([
  ['busybox', '0m0.080s 0m0.020s\n0m0.000s 0m0.000s\n', 100_000],
  ['dash', '0m0.060000s 0m0.010000s\n0m0.000000s 0m0.000000s\n', 70_000],
  ['bash', '0m0.213s 0m0.004s\n0m0.000s 0m0.000s\n', 217_000],
  ['more than a minute', '1m2.5s 0m0.0s\n', 62_500_000],
  ['a shell without it', 'sh: times: not found\n', undefined],
  ['nothing', '', undefined],
])('times of %s', (_, output, expected) => {
  expect(parseTimes(output)).toBe(expected);
});

test.each([
  ['all of it', 100_000, 5_000, 105_000, 'verified'],
  ['more, for the start of the command', 100_000, 5_000, 150_000, 'verified'],
  ['less by the steps of both clocks and the waiting of a guest', 150_000, 0, 60_000, 'verified'],
  ['hardly any', 100_000, 5_000, 8_000, 'wrong'],
  ['no counter', 100_000, undefined, undefined, 'wrong'],
  ['nothing said', undefined, 0, 100_000, 'not-verified'],
] as const)('%s: %d spun, counter from %s to %s is %s', (_, spun, before, after, expected) => {
  expect(judge(spun, before, after).check).toBe(expected);
});
