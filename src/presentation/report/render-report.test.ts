import { beforeAll, describe, expect, it } from 'vitest';
import type { RunReport } from '../../domain/report.ts';
import { renderReport } from './render-report.ts';
import { COMMAND, ESTIMATED, FAILED, MEASURED } from './testdata/reports.ts';

const REPORTS: Record<string, RunReport> = {
  estimated: ESTIMATED,
  measured: MEASURED,
  failed: FAILED,
  command: COMMAND,
};
const PLAIN = { color: false, width: 80, storedAt: '/var/lib/joulelab/runs.sqlite' };

beforeAll(() => {
  process.env['TZ'] = 'UTC';
});

describe('renderReport', () => {
  it.each(Object.keys(REPORTS))('shows the %s run as in its golden file', async (name) => {
    const report = REPORTS[name];
    if (report === undefined) throw new Error(`no report ${name}`);
    await expect(renderReport(report, PLAIN)).toMatchFileSnapshot(`testdata/golden/report-${name}.txt`);
  });

  it.each([60, 80, 100, 132])('is no wider than %i columns', (width) => {
    for (const report of Object.values(REPORTS)) {
      const tooWide = renderReport(report, { color: false, width })
        .split('\n')
        // Command lines and paths are never broken: they are there to be copied.
        .filter((line) => line.length > width && !/joulelab \w+ |^ {2}stored/.test(line));
      expect(tooWide).toEqual([]);
    }
  });

  it('is pure ASCII where Unicode is not shown, with the same layout', () => {
    for (const report of Object.values(REPORTS)) {
      const ascii = renderReport(report, { ...PLAIN, unicode: false });
      expect(ascii).toMatch(/^[\n -~]*$/);
      expect(ascii.split('\n').map((line) => line.length)).toEqual(
        renderReport(report, PLAIN)
          .split('\n')
          .map((line) => line.length),
      );
    }
  });

  it('colours without changing the text', () => {
    const colored = renderReport(FAILED, { ...PLAIN, color: true });
    expect(colored).toContain('\u001b[31m');
    // oxlint-disable-next-line no-control-regex -- colours begin with one
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(renderReport(FAILED, PLAIN));
  });

  it('lets output of the measured software steer no terminal', () => {
    expect(renderReport(FAILED, PLAIN)).not.toContain('\u001b');
  });

  it('says what a run without sampling does not know, and why the C recorder was not used', () => {
    const { run } = MEASURED;
    const recorder = run.recorder && { ...run.recorder, ticks: 0, fallback: 'there is no C recorder here' };
    const settings = { ...run.settings, sampling: 'off' as const };
    const report = { ...MEASURED, run: { ...run, settings, ...(recorder && { recorder }) } };
    const text = renderReport(report, { ...PLAIN, width: 1000 });
    expect(text).toContain('Sampling was off: every file was read at the borders of phases and flows only.');
    expect(text).toContain('while it measured. The C recorder was not used: there is no C recorder here.');
    expect(text).not.toContain('samples every');
  });

  it('calls an estimate one and gives its band, and never invents energy', () => {
    expect(renderReport(ESTIMATED, PLAIN)).toContain('about 220 J (estimate: 140 J to 340 J)');
    expect(renderReport(MEASURED, PLAIN)).not.toContain('estimate');
    expect(renderReport(FAILED, PLAIN)).not.toMatch(/\d ?[mk]?J\b/);
  });

  it('leaves out hidden flows', () => {
    expect(renderReport(ESTIMATED, PLAIN)).not.toContain('prepare the corpus');
  });

  it('reports a run that failed before any phase', () => {
    const text = renderReport({ ...FAILED, phases: [], run: { ...FAILED.run, containers: [] } }, PLAIN);
    expect(text).toContain('error: A command of flow "xz" failed');
    expect(text).not.toMatch(/Phases|What the figures are|Read with care|--logs/);
  });
});
