import type { Calibration } from '../domain/calibration.ts';
import type { MetricSpec } from '../domain/metric.ts';
import type { MeasuredPhase } from '../domain/phase.ts';
import type { Mark } from '../domain/recording.ts';
import type { CustomMetricFigure, GridIntensity, PhaseReport } from '../domain/report.ts';
import type { CustomMetricRecord, ServiceFacts } from '../domain/run.ts';
import { attribute } from './attribution.ts';
import { carbonUg } from './carbon.ts';
import { cpuUse, cpuUtilisation } from './cpu-use.ts';
import { customMetricFigures, unixSpanOf } from './custom-metrics.ts';
import type { EnergyMeter } from './energy.ts';
import { figuresOf } from './figures.ts';
import { powerNoiseUw } from './noise-band.ts';
import type { RecordedSeries } from './recorded-series.ts';
import { spanOf } from './span.ts';

/** All that the phases of a run have in common. */
export type PhaseContext = {
  readonly recorded: RecordedSeries;
  readonly specs: readonly MetricSpec[];
  readonly marks: readonly Mark[];
  readonly meter: EnergyMeter;
  readonly grid: GridIntensity;
  /** The machine's power without load; absent where neither the meter nor a [BASELINE] tells. */
  readonly idleUw?: number;
  readonly customMetrics?: readonly CustomMetricRecord[];
  readonly calibration?: Calibration;
  readonly services?: readonly ServiceFacts[];
};

/** The figures of one phase or flow. */
export function phaseReport(phase: MeasuredPhase, context: PhaseContext): PhaseReport {
  const span = spanOf(phase, context.marks);
  const durationUs = phase.endMonoUs - phase.beginMonoUs;
  const energyUj = context.meter.energyUj(span);
  const utilisation = cpuUtilisation(context.recorded, span);
  return {
    kind: phase.kind,
    name: phase.name,
    ...(phase.parent === undefined ? {} : { parent: phase.parent }),
    hidden: phase.hidden,
    aborted: phase.aborted ?? false,
    durationUs,
    ...(energyUj === undefined ? {} : energyFigures(energyUj, durationUs, context)),
    ...(utilisation === undefined ? {} : { cpuUtilisation: utilisation }),
    attribution:
      energyUj === undefined
        ? []
        : attribute(
            energyUj,
            idleEnergyUj(context.idleUw, durationUs),
            cpuUse(context.recorded, span, context.services ?? []),
          ),
    figures: figuresOf(context.recorded, context.specs, span),
    ...ownMetrics(phase, energyUj, context),
  };
}

function ownMetrics(
  phase: MeasuredPhase,
  energyUj: number | undefined,
  { customMetrics, marks, grid }: PhaseContext,
): { customMetrics?: readonly CustomMetricFigure[] } {
  const span = unixSpanOf(phase, marks);
  if (customMetrics === undefined || span === undefined) return {};
  const figures = customMetricFigures(customMetrics, span, { energyUj, grid });
  return figures.length === 0 ? {} : { customMetrics: figures };
}

function energyFigures(energyUj: number, durationUs: number, { grid, calibration, meter }: PhaseContext) {
  const power = durationUs > 0 ? { powerUw: Math.round((energyUj / durationUs) * 1e6) } : {};
  const noiseUw = powerNoiseUw(calibration, meter.source, durationUs);
  const noise =
    noiseUw === undefined
      ? {}
      : { powerNoiseUw: noiseUw, energyNoiseUj: Math.round((noiseUw * durationUs) / 1e6) };
  return { energyUj, ...power, ...noise, carbonUg: carbonUg(energyUj, grid) };
}

function idleEnergyUj(idleUw: number | undefined, durationUs: number): number | undefined {
  return idleUw === undefined ? undefined : Math.round((idleUw * durationUs) / 1e6);
}
