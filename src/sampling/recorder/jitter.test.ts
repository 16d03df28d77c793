import { expect, test } from 'vitest';
import { countLateness, createJitterHistogram, latenessQuantileUs } from './jitter.ts';

test('the quantile is the upper edge of the step that reaches the share', () => {
  const histogram = createJitterHistogram();
  for (let count = 0; count < 99; count += 1) countLateness(histogram, 42);
  countLateness(histogram, 5_000);
  expect(latenessQuantileUs(histogram, 0.99)).toBe(50);
  expect(latenessQuantileUs(histogram, 1)).toBe(5_010);
});

test('no ticks, and ticks beyond the histogram', () => {
  const histogram = createJitterHistogram();
  expect(latenessQuantileUs(histogram, 0.99)).toBe(0);
  countLateness(histogram, 10_000_000);
  expect(latenessQuantileUs(histogram, 0.99)).toBe(100_010);
});
