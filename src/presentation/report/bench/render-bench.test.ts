import { describe, expect, it } from 'vitest';
import type { BenchReport } from '../../../domain/bench.ts';
import { benchVerdicts } from './bench-verdict.ts';
import { detectableWords, rangeWords, ratioCell } from './ratio-words.ts';
import { renderBench } from './render-bench.ts';
import { renderBenchHtml } from './render-bench-html.ts';
import { renderBenchMarkdown } from './render-bench-markdown.ts';
import { benchReport } from './testdata/bench-report.ts';

const PLAIN = { color: false, width: 100, command: 'joulelab' };
const golden = (name: string) => `./testdata/golden/${name}`;

describe('a bench in words', () => {
  const sentences = (report: BenchReport, arm: string) =>
    benchVerdicts(report)
      .filter((one) => one.arm.name === arm)
      .flatMap((one) => one.sentences);

  it('names the largest first, then what could not be told apart and from where it would have been', () => {
    expect(sentences(benchReport, 'runsc')).toEqual([
      'system calls 9.2 to 11 × the energy of runc, container start-up 12 to 18 % more',
      'CPU-bound work 2 to 4 % more CPU time than runc',
      'no difference in energy found: CPU-bound work (from 34 % on it would have been)',
      'a container at rest takes 12.5 MB of memory (runc: 720 kB)',
      'loopback network failed: iperf3 ended with exit code 1',
    ]);
  });

  it('a smaller use is less, and an arm that was given up says why', () => {
    expect(sentences(benchReport, 'host')).toEqual([
      'CPU-bound work 4 to 6 % less energy than runc, container start-up 0.01 to 0.02 ×',
    ]);
    expect(sentences(benchReport, 'kata')).toEqual(['left out: not done after 60 s']);
  });

  it('one block tells nothing', () => {
    const comparisons = benchReport.comparisons.map((row) => {
      const {
        interval: _,
        pValue: __,
        adjustedPValue: ___,
        detectable: ____,
        ...comparison
      } = row.comparison;
      return { ...row, comparison };
    });
    expect(sentences({ ...benchReport, comparisons, rest: [], cells: [] }, 'runsc')).toEqual([
      'so few blocks tell no difference in energy: two are the least, ten are better',
    ]);
  });

  it('without an energy source it is about time', () => {
    const report = { ...benchReport, energySource: { kind: 'none', reason: 'no meter' } } as const;
    expect(sentences(report, 'runsc')[0]).toBe('system calls 9.6 to 11 × the time of runc');
  });
});

describe('ratios', () => {
  it.each([
    [{ low: 9.2, high: 11.3 }, '9.2 to 11 ×'],
    [{ low: 140, high: 161 }, '140 to 160 ×'],
    [{ low: 1.12, high: 1.18 }, '12 to 18 % more'],
    [{ low: 1.4, high: 1.9 }, '40 to 90 % more'],
    [{ low: 0.9, high: 0.96 }, '4 to 10 % less'],
    [{ low: 0.3, high: 0.4 }, '0.3 to 0.4 ×'],
    [{ low: 2, high: 2 }, '2 ×'],
  ])('%j is %s', (interval, words) => {
    expect(rangeWords(interval)).toBe(words);
  });

  it.each([
    [undefined, '–'],
    [0.034, '3.4 %'],
    [0.9, '90 %'],
    [2, '3 ×'],
    [50, '> 10 ×'],
  ])('a detectable difference of %s is %s', (detectable, words) => {
    expect(detectableWords(detectable)).toBe(words);
  });

  it('a ratio that nobody can tell is no number', () => {
    const {
      ratio: _,
      interval: __,
      ...rest
    } = benchReport.comparisons[0]?.comparison ?? { ratio: 1, interval: 1 };
    expect(ratioCell(rest as Parameters<typeof ratioCell>[0])).toBe('–');
  });
});

describe('the report', () => {
  it('for the terminal', async () => {
    await expect(renderBench(benchReport, PLAIN)).toMatchFileSnapshot(golden('bench.txt'));
  });

  it('as Markdown', async () => {
    await expect(renderBenchMarkdown(benchReport)).toMatchFileSnapshot(golden('bench.md'));
  });

  it('as a page that asks for nothing else and lets no text become markup', () => {
    const [runc, ...others] = benchReport.arms;
    const evil = {
      ...benchReport,
      arms: [runc, ...others].flatMap((one) =>
        one === undefined ? [] : { ...one, title: `${one.title}<script>` },
      ),
    };
    const page = renderBenchHtml(evil);
    expect(page).toContain('gVisor&lt;script&gt; (runsc)');
    expect(page).not.toMatch(/<script|<link|src=|href=/);
  });

  it('has figures where there is nothing to compare with', () => {
    const cell = (block: number, durationUs: number, energyUj: number) => ({
      block,
      workload: 'syscalls',
      arm: 'runc',
      outcome: 'measured' as const,
      figures: { durationUs, energyUj },
    });
    const lone = {
      ...benchReport,
      arms: benchReport.arms.slice(0, 1),
      comparisons: [],
      rest: [],
      cells: [cell(1, 200_000, 1e6), cell(2, 300_000, 2e6)],
    };
    const text = renderBench(lone, PLAIN);
    expect(text).toContain('What containers cost under runc');
    expect(text).toMatch(/system calls +250 ms +– +1\.50 J +–/);
    expect(text).not.toContain('coarse');
    const energySource = {
      kind: 'estimated',
      model: 'm',
      bandLow: 0.7,
      bandHigh: 1.3,
      covers: 'all',
    } as const;
    expect(renderBench({ ...lone, energySource }, { ...PLAIN, width: 200 })).toMatch(
      /coarse +estimated energy of tasks below 0\.5 s.*: system calls$/m,
    );
  });

  it('says when it is incomplete', () => {
    const report = { ...benchReport, complete: false };
    expect(renderBench(report, PLAIN)).toContain('incomplete: it was interrupted');
    expect(renderBenchMarkdown(report)).toContain('Incomplete');
    expect(renderBenchHtml(report)).toContain('Incomplete');
  });
});
