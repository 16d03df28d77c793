import type { EnergySource, PhaseReport } from '../domain/report.ts';
import type { Run } from '../domain/run.ts';
import type { Warning, WarningCode } from '../domain/warnings.ts';
import type { EnergyMeter } from './energy.ts';
import { spanOf } from './span.ts';

/** Above this mean utilisation of all threads a machine is not at rest in [BASELINE]. */
const BUSY_UTILISATION = 0.1;

/** Above this share of the CPU time that was wanted, a virtual machine's host kept it waiting. */
const STOLEN_SHARE = 0.02;

/** With fewer in a phase, how its ends fall between two readings is a good part of its energy. */
const ENOUGH_READINGS = 5;

/** Warnings that follow from the figures; those whose code the run carries already are not repeated. */
export function derivedWarnings(
  run: Run,
  meter: EnergyMeter,
  phases: readonly PhaseReport[],
): readonly Warning[] {
  const known = new Set<WarningCode>(run.warnings.map((warning) => warning.code));
  const found = [
    energy(meter.source),
    passedOver(meter),
    fewReadings(run, meter),
    busyBaseline(phases),
    stolen(phases),
  ];
  return found.filter((warning) => warning !== undefined && !known.has(warning.code)) as readonly Warning[];
}

function energy(source: EnergySource): Warning | undefined {
  if (source.kind === 'none') return { code: 'no-energy-source', message: source.reason };
  if (source.kind === 'measured') return undefined;
  const [low, high] = [source.bandLow, source.bandHigh].map((factor) => Math.round((factor - 1) * 100));
  const message = `Energy is estimated by the model ${source.model}: ${low} % to +${high} % in 8 of 10 cases.`;
  return { code: 'energy-estimated', message };
}

function passedOver({ passedOver: meters }: EnergyMeter): Warning | undefined {
  if (meters.length === 0) return undefined;
  return { code: 'energy-source-passed-over', message: `${meters.join('; ')}.` };
}

function fewReadings(run: Run, { readings }: EnergyMeter): Warning | undefined {
  if (readings === undefined) return undefined;
  const few = run.phases.flatMap((phase) => {
    const count = readings(spanOf(phase, run.marks));
    return phase.hidden || count >= ENOUGH_READINGS ? [] : [`${phase.name} ${count}`];
  });
  if (few.length === 0) return undefined;
  return {
    code: 'few-meter-readings',
    message: `Readings of the energy meter in a phase: ${few.join(', ')}.`,
  };
}

function busyBaseline(phases: readonly PhaseReport[]): Warning | undefined {
  const utilisation = phases.find((phase) => phase.name === '[BASELINE]')?.cpuUtilisation;
  if (utilisation === undefined || utilisation <= BUSY_UTILISATION) return undefined;
  return {
    code: 'busy-machine',
    message: `CPU utilisation in [BASELINE] was ${Math.round(utilisation * 100)} %.`,
  };
}

/**
 * Steal as it grew over the measured phases, never its count since power-on. Time that this machine gives to guests of its own
 * (a runtime with virtual machines) is ordinary CPU time and not judged. Source: proc_stat(5).
 */
function stolen(phases: readonly PhaseReport[]): Warning | undefined {
  const over = (metric: string) =>
    phases
      .filter(({ kind }) => kind === 'phase')
      .flatMap(({ figures }) => figures.filter((figure) => figure.metric === metric))
      .reduce((sum, { value }) => sum + value, 0);
  const stolenUs = over('cpu_steal_time_system');
  const share = stolenUs / (stolenUs + over('cpu_time_system'));
  if (!(share > STOLEN_SHARE)) return undefined;
  const message = `Of the CPU time that this virtual machine wanted, its host gave ${Math.round(share * 100)} % to others.`;
  return { code: 'cpu-stolen', message };
}
