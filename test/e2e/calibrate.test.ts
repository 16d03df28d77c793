import { afterEach, describe, expect, it } from 'vitest';
import type { Calibration } from '../../src/domain/calibration.ts';
import type { RunReport } from '../../src/domain/report.ts';
import { leftProcesses } from '../support/engine.ts';
import { joulelab, temporaryFolder } from '../support/joulelab.ts';

afterEach(() => {
  expect(leftProcesses()).toEqual([]);
});

describe('joulelab calibrate', () => {
  it('stores what the machine draws at rest and under load, and later runs carry it', async () => {
    const env = { JOULELAB_STATE_DIR: temporaryFolder() };
    const calibrated = await joulelab(['calibrate', '--blocks', '2', '--block', '600ms', '--json'], { env });
    expect(calibrated.exitCode, calibrated.stderr).toBe(0);
    const calibration = JSON.parse(calibrated.stdout) as Calibration;
    for (const kind of [calibration.idle, calibration.idleUnsampled, calibration.fullLoad]) {
      expect(kind.cpuUtilisation.blocks).toBe(2);
      expect(kind.cpuUtilisation.standardDeviation).toBeGreaterThanOrEqual(0);
    }
    expect(calibration.fullLoad.cpuUtilisation.mean).toBeGreaterThan(0.8);
    expect(calibration.recorderCpu.mean).toBeGreaterThan(0);

    await joulelab(['exec', '--', 'true'], { env });
    const shown = await joulelab(['show', 'last', '--json'], { env });
    expect((JSON.parse(shown.stdout) as RunReport).run.calibration).toEqual(calibration);
    expect((await joulelab(['show', 'last'], { env })).stdout).toContain('This machine, calibrated');
  });

  it('takes readings of a wall-plug meter in the place of what the model would guess', async () => {
    const env = { JOULELAB_STATE_DIR: temporaryFolder() };
    const readings = ['--idle-watts', '30', '--max-watts', '90W'];
    const { exitCode, stderr } = await joulelab(['exec', ...readings, '--', 'sleep', '0.3'], { env });
    expect(exitCode, stderr).toBe(0);
    const shown = await joulelab(['show', 'last', '--json'], { env });
    const report = JSON.parse(shown.stdout) as RunReport;
    const runtime = report.phases.find(({ name }) => name === '[RUNTIME]');
    // A machine with RAPL has no use for readings; everywhere else the power lies between the two.
    if (report.energySource.kind === 'measured') return;
    expect(report.energySource).toMatchObject({
      kind: 'estimated',
      model: expect.stringContaining('as read') as string,
    });
    expect(runtime?.powerUw).toBeGreaterThan(29.5e6);
    expect(runtime?.powerUw).toBeLessThan(90.5e6);
  });
});
