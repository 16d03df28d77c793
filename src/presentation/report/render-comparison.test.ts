import { describe, expect, it, test } from 'vitest';
import type { RatioComparison } from '../../domain/comparison.ts';
import { comparisonMarkdown } from './comparison-markdown.ts';
import { comparisonWords, formatDetectable, formatPValue, formatRatio } from './comparison-words.ts';
import { formatValue } from './format-value.ts';
import { renderComparison } from './render-comparison.ts';
import { COMPARISON } from './testdata/comparison.ts';

const PLAIN = { color: false, width: 80 };

describe('renderComparison', () => {
  it('shows verdicts, figures, outliers and what was left out as in its golden file', async () => {
    await expect(renderComparison(COMPARISON, PLAIN)).toMatchFileSnapshot('testdata/golden/comparison.txt');
  });

  it.each([60, 80, 120])('is no wider than %i columns', (width) => {
    const lines = renderComparison(COMPARISON, { ...PLAIN, width }).split('\n');
    expect(lines.filter((line) => line.length > width)).toEqual([]);
  });

  it('names sets where there are several, and says that single runs decide nothing', () => {
    const [first] = COMPARISON.rows;
    if (first === undefined) throw new Error('the fixture has rows');
    const { interval: _, pValue: _p, adjustedPValue: _a, detectable: _d, ...single } = first.comparison;
    const one = { ...single, reference: { ...single.reference, count: 1 }, arm: { ...single.arm, count: 1 } };
    const text = renderComparison(
      {
        ...COMPARISON,
        sets: [
          { ...COMPARISON.sets[0], arms: COMPARISON.sets[0]?.arms ?? [], label: 'Shop' },
          { arms: [], label: 'Web' },
        ],
        rows: [{ ...first, comparison: { ...one, verdict: 'inconclusive' } }],
      },
      PLAIN,
    );
    expect(text).toContain('Verdicts · Shop');
    expect(text).toContain('both have one run, so nothing can be');
    expect(text).toContain('--iterations 5');
  });
});

test('Markdown has a row for each comparison, and escapes what would break its table', async () => {
  const odd = { ...COMPARISON, rows: COMPARISON.rows.slice(0, 1).map((row) => ({ ...row, phase: 'a|b' })) };
  expect(comparisonMarkdown(odd)).toContain('energy in a\\|b');
  await expect(comparisonMarkdown(COMPARISON)).toMatchFileSnapshot('testdata/golden/comparison.md');
});

test.each<[Partial<RatioComparison>, string]>([
  [{ interval: { low: 1.02, high: 1.1 }, adjustedPValue: 0.2 }, 'among 8 it may be chance'],
  [
    { interval: { low: 0.98, high: 1.2 }, adjustedPValue: 0.2, detectable: 0.08 },
    'would show one of 8.0 % or more',
  ],
  [{ interval: { low: 1.02, high: 1.1 }, adjustedPValue: 0.01 }, 'whether it exceeds ±5 % cannot be told'],
])('words for %j', (more, words) => {
  const [row] = COMPARISON.rows;
  if (row === undefined) throw new Error('the fixture has rows');
  const comparison = { ...row.comparison, ratio: 1.06, verdict: 'inconclusive' as const, ...more };
  expect(comparisonWords(comparison, 0.05, 8)).toContain(words);
});

test('ratios, p-values and detectable differences carry no more digits than they have', () => {
  expect([1, 0.9523, 12.34, 214.6, 0, 0.00213].map(formatRatio)).toEqual([
    '1.00',
    '0.952',
    '12.3',
    '215',
    '0',
    '0.0021',
  ]);
  expect([undefined, 0.00001, 0.0312, 1].map(formatPValue)).toEqual(['–', '< 0.001', '0.031', '1.000']);
  expect([0.023, 0.43, 12].map(formatDetectable)).toEqual(['2.3 %', '43 %', '> 1000 %']);
});

test.each([
  [12.3e6, 'uJ', '12.3 J'],
  [2e6, 'us', '2.00 s'],
  [5, 'count', '5'],
  [2.4e9, 'hz', '2400 MHz'],
  [45_500, 'mC', '45.5 °C'],
  [7, 'requests', '7 requests'],
  [7, 'constructor', '7 constructor'],
])('%d in %s is %s', (value, unit, text) => {
  expect(formatValue(value, unit, 3)).toBe(text);
});
