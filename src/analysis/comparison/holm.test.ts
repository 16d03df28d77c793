import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holm } from './holm.ts';
import { ratioError, ratioInterval } from './log-ratio.ts';
import { normalRandom } from './testdata/random.ts';

test.each([
  // R: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm")
  [
    [0.01, 0.02, 0.03, 0.04, 0.05],
    [0.05, 0.08, 0.09, 0.09, 0.09],
  ],
  // The worked example of the article "Holm–Bonferroni method" of Wikipedia: of four hypotheses the first and the last are rejected.
  [
    [0.01, 0.04, 0.03, 0.005],
    [0.03, 0.06, 0.06, 0.02],
  ],
  [
    [0.7, 0.9],
    [1, 1],
  ],
  [[0.04], [0.04]],
  [[], []],
])('adjusts %j', (pValues, adjusted) => {
  expect(holm(pValues)).toEqual(adjusted.map((p) => expect.closeTo(p, 12)));
});

test('never lowers a p-value, lies below Bonferroni and keeps the order', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (pValues) => {
      const adjusted = holm(pValues);
      for (const [index, p] of pValues.entries()) {
        const value = adjusted[index] ?? Number.NaN;
        expect(value).toBeGreaterThanOrEqual(p);
        expect(value).toBeLessThanOrEqual(Math.min(1, p * pValues.length));
        for (const [other, q] of pValues.entries())
          if (q > p) expect(adjusted[other]).toBeGreaterThanOrEqual(value);
      }
    }),
  );
});

test('of twelve rows without a difference, 5 % of tables or fewer have a false alarm; unadjusted, nearly half have one', () => {
  const random = normalRandom(7);
  const tables = 1000;
  let [alarms, unadjusted] = [0, 0];
  for (let table = 0; table < tables; table += 1) {
    const pValues = Array.from({ length: 12 }, () => {
      const error = ratioError(random.sample(5, 0.02), random.sample(5, 0.02), 'independent');
      return error === undefined ? Number.NaN : ratioInterval(error).pValue;
    });
    if (holm(pValues).some((p) => p <= 0.05)) alarms += 1;
    if (pValues.some((p) => p <= 0.05)) unadjusted += 1;
  }
  // 5 % and two and a half standard errors of 1000 trials.
  expect(alarms / tables).toBeLessThan(0.067);
  expect(unadjusted / tables).toBeGreaterThan(0.35);
});
