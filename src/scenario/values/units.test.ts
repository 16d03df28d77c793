import { expect, test } from 'vitest';
import { parseByteSize } from './byte-size.ts';
import { parseDurationMs } from './duration.ts';

test.each([
  ['1m30s', 90_000],
  ['10s', 10_000],
  ['500ms', 500],
  ['1h', 3_600_000],
  ['1.5s', 1500],
  ['250us', 0.25],
  ['0', 0],
  ['0s', 0],
  ['', undefined],
  ['10', undefined],
  ['-1s', undefined],
  ['1 s', undefined],
  ['s', undefined],
  ['1d', undefined],
])('duration %j', (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms);
});

test.each([
  ['512', 512],
  ['1b', 1],
  ['1k', 1024],
  ['2M', 2 * 1024 ** 2],
  ['1.5g', 1.5 * 1024 ** 3],
  ['1T', 1024 ** 4],
  ['64mb', 64 * 1024 ** 2],
  ['64MiB', 64 * 1024 ** 2],
  ['1 GB', 1024 ** 3],
  ['', undefined],
  ['M', undefined],
  ['-1', undefined],
  ['1x', undefined],
  ['99999999999T', undefined],
])('size %j', (text, bytes) => {
  expect(parseByteSize(text)).toBe(bytes);
});
