import { describe, expect, test } from 'vitest';
import { spread } from './calibration.ts';

describe('spread', () => {
  test('of nothing is unknown, of one value has no deviation', () => {
    expect(spread([])).toBeUndefined();
    expect(spread([7])).toEqual({ mean: 7, blocks: 1 });
  });

  test('is mean and sample standard deviation', () => {
    expect(spread([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({
      mean: 5,
      standardDeviation: expect.closeTo(Math.sqrt(32 / 7), 12),
      blocks: 8,
    });
    expect(spread([3, 3, 3])).toEqual({ mean: 3, standardDeviation: 0, blocks: 3 });
  });
});
