import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Series } from '../domain/recording.ts';
import type { RunReport } from '../domain/report.ts';
import type { Run } from '../domain/run.ts';
import { analyseRun } from './index.ts';
import { GRID, marksAt, phaseBetween, recordedRun, SPECS, series } from './testdata/recorded-run.ts';

const SECOND = 1e6;

function analyse(run: Run, all: readonly Series[]): RunReport {
  return analyseRun({ run, series: all, specs: SPECS, grid: GRID });
}

function phaseOf(report: RunReport, name: string) {
  const phase = report.phases.find((one) => one.name === name);
  if (phase === undefined) throw new Error(`no phase ${name}`);
  return phase;
}

/** [BASELINE] 0 to 10 s at 20 W, [BOOT] 10 to 20 s at 50 W, [RUNTIME] 20 to 40 s with two flows at 30 and 70 W. */
function measuredRun(): { run: Run; all: Series[] } {
  const marks = marksAt(0, 10 * SECOND, 20 * SECOND, 30 * SECOND, 40 * SECOND);
  const [m0, m1, m2, m3, m4] = marks;
  const run = recordedRun({
    marks,
    phases: [
      phaseBetween('[BASELINE]', m0, m1),
      phaseBetween('[BOOT]', m1, m2),
      phaseBetween('[RUNTIME]', m2, m4),
      phaseBetween('warm up', m2, m3, { kind: 'flow', parent: '[RUNTIME]', hidden: true }),
      phaseBetween('load', m3, m4, { kind: 'flow', parent: '[RUNTIME]' }),
    ],
    warnings: [{ code: 'energy-estimated', message: 'kept' }],
    logs: [{ container: 'web', stream: 'stdout', text: 'secret', cutBytes: 0 }],
  });
  const at = (...values: readonly number[]) => values.map((value, i) => [i * 10 * SECOND, value] as const);
  const wrapsAt = 1000 * SECOND;
  const all = [
    series('energy_rapl', 'machine', at(500e6, 600e6, 850e6, 0, 350e6), { detail: 'package-0', wrapsAt }),
    series('energy_rapl', 'machine', at(0, 100e6, 350e6, 500e6, 850e6), { detail: 'package-1', wrapsAt }),
    series('energy_rapl', 'machine', at(0, 1, 2, 3, 4), { detail: 'core-0', wrapsAt }),
    series('cpu_time_system', 'machine', at(0, 1e6, 4e6, 8e6, 16e6)),
    series('cpu_idle_time_system', 'machine', at(0, 9e6, 16e6, 22e6, 24e6)),
    series(
      'cpu_time_container',
      'web',
      [
        [15e6, 0.5e6],
        [20e6, 1e6],
        [30e6, 3e6],
        [40e6, 9e6],
      ],
      { startsAtZero: true },
    ),
    series('cpu_time_tool', 'recorder', at(0, 1000, 2000, 3000, 4000)),
    series('cpu_time_tool', 'orchestrator', at(100, 100, 2100, 2100, 2100)),
    series('memory_used_container', 'web', [
      [15e6, 100],
      [20e6, 300],
      [30e6, 500],
      [40e6, 500],
    ]),
    series('disk_read_bytes_system', 'machine', at(0, 0, 10, 20, 40), { detail: 'sda' }),
    series('disk_read_bytes_system', 'machine', at(5, 5, 5, 5, 6), { detail: 'sdb' }),
    series('made_up_later', 'machine', at(0, 1, 2, 3, 4)),
  ];
  return { run, all };
}

describe('a measured run', () => {
  const { run, all } = measuredRun();
  const report = analyse(run, all);

  test('energy, power and carbon of every phase are the known ones, over a wrap', () => {
    expect(report.energySource).toMatchObject({ kind: 'measured', domains: ['package-0', 'package-1'] });
    expect(report.phases.map((phase) => [phase.name, phase.energyUj, phase.powerUw, phase.carbonUg])).toEqual(
      [
        ['[BASELINE]', 200e6, 20e6, 20_000],
        ['[BOOT]', 500e6, 50e6, 50_000],
        ['[RUNTIME]', 1000e6, 50e6, 100_000],
        ['warm up', 300e6, 30e6, 30_000],
        ['load', 700e6, 70e6, 70_000],
      ],
    );
  });

  test('utilisation, duration and nature of a phase', () => {
    expect(phaseOf(report, 'load')).toMatchObject({
      cpuUtilisation: 0.8,
      durationUs: 10e6,
      parent: '[RUNTIME]',
      kind: 'flow',
    });
    expect(phaseOf(report, 'warm up')).toMatchObject({ hidden: true, aborted: false });
  });

  test('idle power is that of [BASELINE]; the rest goes by CPU time', () => {
    // load: 700 J, of which 20 W × 10 s idle; 500 J over 8 s of CPU time: web 6 s, tool 1 ms, rest what is left.
    expect(phaseOf(report, 'load').attribution).toEqual([
      { kind: 'container', name: 'web', energyUj: 375e6, cpuUs: 6e6 },
      { kind: 'tool', name: 'joulelab', energyUj: 62_500, cpuUs: 1000 },
      { kind: 'rest', name: 'rest of the system', energyUj: 124_937_500, cpuUs: 1_999_000 },
      { kind: 'idle', name: 'idle', energyUj: 200e6, cpuUs: 0 },
    ]);
    expect(phaseOf(report, '[BASELINE]').attribution.filter((row) => row.energyUj > 0)).toEqual([
      { kind: 'idle', name: 'idle', energyUj: 200e6, cpuUs: 0 },
    ]);
  });

  test('a container born in [BOOT] has its time from zero, and none before', () => {
    const cpu = (name: string) =>
      phaseOf(report, name).figures.find((figure) => figure.metric === 'cpu_time_container');
    expect(cpu('[BASELINE]')).toBeUndefined();
    expect(cpu('[BOOT]')).toMatchObject({ value: 1e6, complete: true });
    expect(phaseOf(report, '[BASELINE]').attribution.map((row) => row.kind)).not.toContain('container');
  });

  test('disjoint details are summed, the sum first; overlapping ones are not', () => {
    const figures = phaseOf(report, 'load').figures;
    const disks = figures.filter((figure) => figure.metric === 'disk_read_bytes_system');
    expect(disks.map((figure) => [figure.detail, figure.value])).toEqual([
      [undefined, 21],
      ['sda', 20],
      ['sdb', 1],
    ]);
    const rapl = figures.filter((figure) => figure.metric === 'energy_rapl');
    expect(rapl.map((figure) => figure.detail)).toEqual(['package-0', 'package-1', 'core-0']);
  });

  test('gauges have mean and extremes', () => {
    const memory = phaseOf(report, '[RUNTIME]').figures.find(
      (figure) => figure.metric === 'memory_used_container',
    );
    expect(memory).toMatchObject({ kind: 'gauge', value: 450, min: 300, max: 500, complete: true });
  });

  test('the cost of measuring is counted over phases, not again over flows', () => {
    expect(report.overhead).toEqual({ recorderCpuUs: 4000, orchestratorCpuUs: 2000, measuredUs: 40e6 });
  });

  test('logs stay out of the report, warnings stay in it; unknown metrics have no figures', () => {
    expect(report.run).not.toHaveProperty('logs');
    expect(report.run.warnings).toEqual([{ code: 'energy-estimated', message: 'kept' }]);
    expect(JSON.stringify(report)).not.toContain('made_up_later');
  });
});

describe('less than everything', () => {
  test('a run without phases', () => {
    expect(analyse(recordedRun({}), [])).toMatchObject({ phases: [], energySource: { kind: 'none' } });
  });

  test('without an energy source nothing about energy is said, and the report warns', () => {
    const { run, all } = measuredRun();
    const machine = { ...run.machine, cpuVendor: 'arm' } as const;
    const report = analyse(
      { ...run, machine },
      all.filter((one) => one.metric !== 'energy_rapl'),
    );
    for (const phase of report.phases) {
      expect(phase).not.toHaveProperty('energyUj');
      expect(phase).not.toHaveProperty('carbonUg');
      expect(phase.attribution).toEqual([]);
    }
    expect(report.run.warnings).toContainEqual(expect.objectContaining({ code: 'no-energy-source' }));
  });

  test('an estimate is a figure of its own, has its idle share, and the report warns', () => {
    const { run, all } = measuredRun();
    const report = analyse(
      { ...run, warnings: [] },
      all.filter((one) => one.metric !== 'energy_rapl'),
    );
    const load = phaseOf(report, 'load');
    expect(load.figures).toContainEqual(
      expect.objectContaining({ metric: 'energy_estimated', value: load.energyUj }),
    );
    const idle = load.attribution.find((row) => row.kind === 'idle')?.energyUj ?? 0;
    expect(idle).toBeGreaterThan(0);
    expect(idle).toBeLessThan(load.energyUj as number);
    expect(report.run.warnings).toContainEqual(expect.objectContaining({ code: 'energy-estimated' }));
  });

  test('measured without [BASELINE]: no idle row', () => {
    const { run, all } = measuredRun();
    const report = analyse({ ...run, phases: run.phases.slice(1) }, all);
    expect(phaseOf(report, 'load').attribution.map((row) => row.kind)).toEqual(['container', 'tool', 'rest']);
  });

  test('a container that vanished in a flow: a lower bound there, nothing after', () => {
    const { run, all } = measuredRun();
    const gone = all.map((one) =>
      one.metric === 'cpu_time_container'
        ? series(
            'cpu_time_container',
            'web',
            [
              [15e6, 0.5e6],
              [25e6, 2e6],
            ],
            { startsAtZero: true, goneAtMonoUs: 26e6 },
          )
        : one,
    );
    const report = analyse(run, gone);
    const cpu = (name: string) =>
      phaseOf(report, name).figures.find((figure) => figure.metric === 'cpu_time_container');
    expect(cpu('warm up')).toMatchObject({ value: 1.5e6, complete: false });
    expect(cpu('load')).toBeUndefined();
    expect(cpu('[RUNTIME]')).toMatchObject({ value: 1.5e6, complete: false });
  });

  test('a container that ended in a flow and was read at that instant: its totals are whole', () => {
    const { run, all } = measuredRun();
    const samples = [
      [15e6, 0.5e6],
      [25e6, 2e6],
    ] as const;
    const ended = all.map((one) =>
      one.metric === 'cpu_time_container'
        ? series('cpu_time_container', 'web', samples, {
            startsAtZero: true,
            goneAtMonoUs: 26e6,
            readAtEnd: true,
          })
        : one,
    );
    const cpu = phaseOf(analyse(run, ended), 'warm up').figures.find(
      (figure) => figure.metric === 'cpu_time_container',
    );
    expect(cpu).toMatchObject({ value: 1.5e6, complete: true });
  });

  test('warnings that follow from the figures', () => {
    const { run, all } = measuredRun();
    const busy = all.map((one) =>
      one.metric === 'cpu_idle_time_system' ? { ...one, values: one.values.map((value) => value / 9) } : one,
    );
    const { warnings } = analyse({ ...run, warnings: [] }, busy).run;
    expect(warnings).toEqual([{ code: 'busy-machine', message: 'CPU utilisation in [BASELINE] was 50 %.' }]);
  });

  test('time that the host of a virtual machine gave to others is judged as it grew over the run', () => {
    const { run, all } = measuredRun();
    const steal = (growth: number) =>
      all.flatMap((one) =>
        one.metric === 'cpu_time_system'
          ? [
              one,
              {
                ...one,
                metric: 'cpu_steal_time_system',
                values: one.values.map((value) => 9e12 + value * growth),
              },
            ]
          : [one],
      );
    const warnings = (growth: number) => analyse({ ...run, warnings: [] }, steal(growth)).run.warnings;
    expect(warnings(0.01)).toEqual([]);
    expect(warnings(0.25)).toMatchObject([
      { code: 'cpu-stolen', message: expect.stringContaining('its host gave 20 % to others') as string },
    ]);
  });
});

const time = (i: number) => (i + 1) * 99_000;

/** A recording with any load, flows cut anywhere, a container born and perhaps gone somewhere in between. */
const recordings = fc
  .record({
    steps: fc.array(fc.tuple(fc.nat(1e5), fc.nat(1e5), fc.nat(5e4), fc.nat(1e7)), {
      minLength: 4,
      maxLength: 40,
    }),
    cuts: fc.uniqueArray(fc.nat(1000), { minLength: 3, maxLength: 6 }),
    born: fc.nat(20),
    lives: fc.option(fc.integer({ min: 1, max: 30 })),
    rapl: fc.boolean(),
  })
  .map(({ steps, cuts, born, lives, rapl }) => {
    const end = steps.length * 99_000;
    const marks = marksAt(
      ...cuts.map((cut) => 99_000 + Math.round((cut / 1000) * (end - 99_000))).toSorted((a, b) => a - b),
    );
    const cumulative = (column: 0 | 1 | 2 | 3) => {
      let sum = 7;
      return steps.map((step, i) => [time(i), (sum += step[column])] as const);
    };
    const life = cumulative(2).slice(born, lives === null ? undefined : born + lives);
    const last = life.at(-1);
    const all = [
      series('cpu_time_system', 'machine', cumulative(0)),
      series('cpu_idle_time_system', 'machine', cumulative(1)),
      series('cpu_time_container', 'web', life, {
        startsAtZero: true,
        ...(lives === null || last === undefined ? {} : { goneAtMonoUs: last[0] + 1 }),
      }),
      series('disk_read_bytes_system', 'machine', cumulative(3), { detail: 'sda' }),
      series('disk_read_bytes_system', 'machine', cumulative(2), { detail: 'sdb' }),
      ...(rapl
        ? [
            series(
              'energy_rapl',
              'machine',
              cumulative(3).map(([at, value]) => [at, value % 2e7] as const),
              { detail: 'package-0', wrapsAt: 2e7 },
            ),
          ]
        : []),
    ];
    const flows = marks
      .slice(1)
      .map((mark, i) => phaseBetween(`flow ${i}`, marks[i], mark, { kind: 'flow', parent: '[RUNTIME]' }));
    return {
      run: recordedRun({ marks, phases: [phaseBetween('[RUNTIME]', marks[0], marks.at(-1)), ...flows] }),
      all,
    };
  });

describe('properties', () => {
  test('for every counter and for energy, the flows add up to [RUNTIME] exactly', () => {
    fc.assert(
      fc.property(recordings, ({ run, all }) => {
        const [runtime, ...flows] = analyse(run, all).phases;
        expect(flows.reduce((sum, flow) => sum + (flow.energyUj ?? 0), 0)).toBe(runtime?.energyUj ?? 0);
        for (const figure of runtime?.figures.filter((one) => one.kind === 'counter') ?? []) {
          const parts = flows.flatMap((flow) =>
            flow.figures.filter(
              (one) =>
                one.metric === figure.metric && one.target === figure.target && one.detail === figure.detail,
            ),
          );
          expect(parts.reduce((sum, part) => sum + part.value, 0)).toBe(figure.value);
        }
      }),
    );
  });

  test('the rows of every phase add up to its energy exactly', () => {
    fc.assert(
      fc.property(recordings, ({ run, all }) => {
        for (const phase of analyse(run, all).phases) {
          expect(phase.attribution.reduce((sum, row) => sum + row.energyUj, 0)).toBe(phase.energyUj ?? 0);
        }
      }),
    );
  });

  test('samples that were taken where nothing changes do not change a total', () => {
    fc.assert(
      fc.property(recordings, ({ run, all }) => {
        const denser = all.map((one) => {
          if (one.metric.startsWith('cpu_') && one.target === 'machine') return one;
          const samples = [...one.values].flatMap((value, i) => {
            const at = one.timesMonoUs[i] as number;
            return one.goneAtMonoUs === undefined
              ? [[at, value] as const, [at + 0.25, value] as const]
              : [[at, value] as const];
          });
          return { ...series(one.metric, one.target, samples), ...describing(one) };
        });
        expect(analyse(run, denser)).toEqual(analyse(run, all));
      }),
    );
  });
});

/** All of a series but its samples. */
function describing({ timesMonoUs: _times, values: _values, ...rest }: Series) {
  return rest;
}
