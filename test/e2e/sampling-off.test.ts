import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { joulelab, temporaryFolder, total } from '../support/joulelab.ts';

/** Runs a command that burns for half a second and gives its report. */
async function measure(options: readonly string[], more: Record<string, string> = {}): Promise<RunReport> {
  const env = { JOULELAB_STATE_DIR: temporaryFolder(), ...more };
  const command = ['timeout', '0.5', 'sh', '-c', 'while :; do :; done'];
  await joulelab(['exec', ...options, '--', ...command], { env });
  const { stdout } = await joulelab(['show', 'last', '--json'], { env });
  return JSON.parse(stdout) as RunReport;
}

describe('joulelab exec --sampling off', () => {
  it('has the totals, the energy and the cost, and no samples but those of the marks', async () => {
    const report = await measure(['--sampling', 'off']);
    expect(report.run.settings.sampling).toBe('off');
    expect(report.run.recorder).toMatchObject({ ticks: 0, missedTicks: 0 });
    const cpuUs = total(report, '[RUNTIME]', 'cpu_time_command', 'timeout');
    expect(cpuUs).toBeGreaterThan(200_000);
    expect(cpuUs).toBeLessThan(600_000);
    const phase = report.phases.find(({ name }) => name === '[RUNTIME]');
    expect(phase?.cpuUtilisation).toBeGreaterThan(0);
    if (report.energySource.kind !== 'none') expect(phase?.energyUj).toBeGreaterThan(0);
    const rows = phase?.attribution ?? [];
    expect(rows.reduce((sum, { energyUj }) => sum + energyUj, 0)).toBe(phase?.energyUj ?? 0);
  });
});

describe('JOULELAB_RECORDER', () => {
  it('chooses the TypeScript recorder, and the report says which it was', async () => {
    const report = await measure([], { JOULELAB_RECORDER: 'typescript' });
    expect(report.run.recorder?.implementation).toBe('typescript');
    expect(report.run.recorder?.fallback).toBeUndefined();
    expect(report.run.recorder?.ticks).toBeGreaterThan(0);
  });
});
