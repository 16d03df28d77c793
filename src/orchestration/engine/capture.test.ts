import { expect, test } from 'vitest';
import { lastLines, startCapture } from './capture.ts';

test('the beginning is kept up to the limit, and the rest counted', () => {
  const capture = startCapture(6);
  for (const part of ['abcd', 'efgh', 'ij']) capture.write(Buffer.from(part));
  expect([capture.text(), capture.cutBytes()]).toEqual(['abcdef', 4]);
  expect([capture.text(2), capture.cutBytes(2)]).toEqual(['ab', 8]);
  expect(capture.tail()).toBe('abcdefghij');
});

test('a character that the limit cuts in two is left out', () => {
  const capture = startCapture(3);
  capture.write(Buffer.from('aé€'));
  expect(capture.text()).toBe('aé');
  expect(capture.text(2)).toBe('a');
});

test('the tail is the end of what came, however large', () => {
  const capture = startCapture(0);
  capture.write(Buffer.from(`${'x'.repeat(100_000)}\nlast\n`));
  capture.write(Buffer.from('very last\n'));
  expect(capture.text()).toBe('');
  expect(capture.tail().endsWith('last\nvery last')).toBe(true);
  expect(capture.tail().length).toBeLessThanOrEqual(4096);
});

test('a tail has 30 lines at most', () => {
  const lines = Array.from({ length: 50 }, (_, at) => `line ${at}`);
  expect(lastLines(`${lines.join('\n')}\n\n`).split('\n')).toEqual(lines.slice(20));
});
