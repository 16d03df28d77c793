import type { MetricSpec } from '../domain/metric.ts';
import type { Series } from '../domain/recording.ts';
import type { GridIntensity, RunReport } from '../domain/report.ts';
import type { Run } from '../domain/run.ts';
import { derivedWarnings } from './derived-warnings.ts';
import { type EnergyMeter, energyMeter } from './energy.ts';
import { ENERGY_ESTIMATED } from './estimated-energy.ts';
import { isSameSource } from './noise-band.ts';
import { type PhaseContext, phaseReport } from './phase-report.ts';
import { type RecordedSeries, recordedSeries } from './recorded-series.ts';
import { spanOf } from './span.ts';

export type AnalysisInput = {
  readonly run: Run;
  readonly series: readonly Series[];
  /** Specs of the recorded metrics; series without one are left out of the figures. */
  readonly specs: readonly MetricSpec[];
  readonly grid: GridIntensity;
};

/** Everything that can be said of a run: pure, so that a corrected formula can be applied to stored runs. */
export function analyseRun({ run, series, specs, grid }: AnalysisInput): RunReport {
  const meter = energyMeter(run, recordedSeries(series));
  const recorded = recordedSeries([...series, ...meter.derived]);
  const idleUw = meter.idleUw ?? baselinePowerUw(run, meter) ?? calibratedIdleUw(run, meter);
  const context: PhaseContext = {
    recorded,
    specs: meter.derived.length > 0 ? [...specs, ENERGY_ESTIMATED] : specs,
    marks: run.marks,
    meter,
    grid,
    ...(idleUw === undefined ? {} : { idleUw }),
    ...(run.services === undefined ? {} : { services: run.services }),
    ...(run.calibration === undefined ? {} : { calibration: run.calibration }),
    ...(run.customMetrics === undefined ? {} : { customMetrics: run.customMetrics }),
  };
  const phases = run.phases.map((phase) => phaseReport(phase, context));
  const { logs: _, ...rest } = run;
  const overhead = overheadOf(run, recorded);
  return {
    schema: 'joulelab.report/1',
    run: { ...rest, warnings: [...run.warnings, ...derivedWarnings(run, meter, phases)] },
    energySource: meter.source,
    grid,
    phases,
    ...(overhead === undefined ? {} : { overhead }),
  };
}

/** Mean power of a complete [BASELINE]: what the machine draws when nothing of the scenario exists yet. */
function baselinePowerUw(run: Run, meter: EnergyMeter): number | undefined {
  const baseline = run.phases.find((phase) => phase.name === '[BASELINE]' && phase.aborted !== true);
  if (baseline === undefined || baseline.endMonoUs <= baseline.beginMonoUs) return undefined;
  const energyUj = meter.energyUj(spanOf(baseline, run.marks));
  return energyUj === undefined ? undefined : (energyUj * 1e6) / (baseline.endMonoUs - baseline.beginMonoUs);
}

/** What an earlier calibration found this machine to draw at rest, for runs without [BASELINE]; measured energy only. */
function calibratedIdleUw({ calibration }: Run, { source }: EnergyMeter): number | undefined {
  if (source.kind !== 'measured' || calibration === undefined) return undefined;
  if (!isSameSource(calibration, source)) return undefined;
  return calibration.idle.power?.mean;
}

/** CPU time of the tool's own processes over the phases; flows lie inside of [RUNTIME] and are not counted again. */
function overheadOf(run: Run, recorded: RecordedSeries): RunReport['overhead'] {
  const phases = run.phases.filter((phase) => phase.kind === 'phase');
  const spans = phases.map((phase) => spanOf(phase, run.marks));
  const cpuUs = (tool: string) => {
    const totals = spans.flatMap((span) => recorded.total('cpu_time_tool', tool, span) ?? []);
    return totals.length === 0 ? undefined : totals.reduce((sum, total) => sum + total.value, 0);
  };
  const recorderCpuUs = cpuUs('recorder');
  const orchestratorCpuUs = cpuUs('orchestrator');
  if (recorderCpuUs === undefined || orchestratorCpuUs === undefined) return undefined;
  const measuredUs = phases.reduce((sum, phase) => sum + phase.endMonoUs - phase.beginMonoUs, 0);
  return { recorderCpuUs, orchestratorCpuUs, measuredUs };
}
