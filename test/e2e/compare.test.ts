import { beforeAll, describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../src/domain/comparison-report.ts';
import { type Finished, joulelab, temporaryFolder } from '../support/joulelab.ts';

const env = { JOULELAB_STATE_DIR: temporaryFolder() };
const SHORT = ['sleep', '0.1'];
const LONG = ['sleep', '0.4'];

beforeAll(async () => {
  for (const command of [SHORT, LONG, SHORT, LONG, SHORT, LONG])
    await joulelab(['exec', '--', ...command], { env });
});

async function compare(...words: string[]): Promise<Finished> {
  return await joulelab(['compare', '--since', '1d', ...words], { env });
}

describe('joulelab compare', () => {
  it('finds what differs, and a command that takes four times as long', async () => {
    const { exitCode, stdout } = await compare('--json', '--metric', 'duration');
    expect(exitCode).toBe(0);
    const report = JSON.parse(stdout) as ComparisonReport;
    expect(report.by).toEqual(['command']);
    expect(report.sets[0]?.arms.map(({ label, runs }) => [label, runs.length])).toEqual([
      ['sleep 0.1', 3],
      ['sleep 0.4', 3],
    ]);
    const [row] = report.rows;
    expect(row?.comparison.verdict).toBe('regression');
    expect(row?.comparison.ratio).toBeGreaterThan(2);
    expect(row?.values.arm).toHaveLength(3);
  });

  it('says it in words, and fails where it is asked to', async () => {
    const { exitCode, stdout, stderr } = await compare('--metric', 'duration', '--fail-on', 'regression');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/regression {4}duration: sleep 0\.4 \d\.\d+ × sleep 0\.1/);
    expect(stderr).toContain('duration of sleep 0.4 (regression)');
    const turned = await compare(
      '--metric',
      'duration',
      '--reference',
      'sleep 0.4',
      '--fail-on',
      'regression',
      '--markdown',
    );
    expect(turned.exitCode).toBe(0);
    expect(turned.stdout).toContain('| improvement | duration | sleep 0.1 (n = 3) |');
  });

  it('says why single runs and like runs cannot be decided', async () => {
    const { runs } = JSON.parse((await joulelab(['list', '--json'], { env })).stdout) as {
      runs: { id: string }[];
    };
    const ids = runs.map(({ id }) => id);
    const pair = await joulelab(['compare', ...ids.slice(0, 2)], { env });
    expect(pair.exitCode).toBe(0);
    expect(pair.stdout.replace(/\s+/g, ' ')).toContain('both have one run, so nothing can be decided');
    const alike = await joulelab(['compare', ...ids.filter((_, index) => index % 2 === 0)], { env });
    expect(alike.exitCode).toBe(2);
    expect(alike.stderr).toContain('differ in nothing');
  });
});
