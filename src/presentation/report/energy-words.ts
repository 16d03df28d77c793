import type { Spread } from '../../domain/calibration.ts';
import type { EnergySource, GridIntensity, RunReport } from '../../domain/report.ts';
import { formatCarbon, formatDuration, formatEnergy, formatPower, formatShare } from './format-quantity.ts';
import { formatWhen } from './format-when.ts';
import { mainPhase } from './main-phase.ts';

/** The digits that an energy figure of this source carries: an estimate is not known to three. */
export function energyDigits(source: EnergySource): number {
  return source.kind === 'estimated' ? 2 : 3;
}

/** The one sentence to take away: what the main phase took. */
export function mainResult(report: RunReport): string | undefined {
  const phase = mainPhase(report);
  if (phase === undefined) return undefined;
  const source = report.energySource;
  const digits = energyDigits(source);
  const verb = phase.aborted ? 'was cut short after' : 'took';
  const took = `${subjectName(report)} ${verb} ${formatDuration(phase.durationUs)}`;
  if (phase.energyUj === undefined) {
    return phase.cpuUtilisation === undefined
      ? `${took}.`
      : `${took} at ${formatShare(phase.cpuUtilisation)} of the machine's CPU.`;
  }
  const carbon = phase.carbonUg === undefined ? '' : `, ${formatCarbon(phase.carbonUg, digits)} CO2e`;
  if (source.kind === 'estimated') {
    const low = formatEnergy(phase.energyUj * source.bandLow, digits);
    const high = formatEnergy(phase.energyUj * source.bandHigh, digits);
    return `${took} and used about ${formatEnergy(phase.energyUj, digits)} (estimate: ${low} to ${high})${carbon}.`;
  }
  const power = phase.powerUw === undefined ? '' : ` (${formatPower(phase.powerUw)} on average)`;
  return `${took} and used ${formatEnergy(phase.energyUj)}${power}${carbon}.`;
}

/** Where the energy figures come from, what they cover and how sure they are. */
export function energySourceSentence(source: EnergySource): string {
  if (source.kind === 'none') return `Energy is not known: ${endless(source.reason)}.`;
  if (source.kind === 'estimated') {
    return (
      `Energy is an estimate by the model ${source.model}, not a measurement; it covers ${endless(source.covers)}. ` +
      `With 80 % confidence the true figures lie between ${factor(source.bandLow)} and ${factor(source.bandHigh)} times those shown.`
    );
  }
  return `Energy is measured (${source.provider}: ${source.domains.join(', ')}) and covers ${endless(source.covers)}, nothing else.`;
}

/** What a kWh is taken to emit. */
export function gridSentence(grid: GridIntensity): string {
  return `CO2e: ${Math.round(grid.gramsPerKwh)} g per kWh in ${grid.zone} (${endless(grid.source)}).`;
}

/** What joulelab itself cost, and how well it kept its schedule. */
export function ownCostSentence(report: RunReport): string | undefined {
  const overhead = report.overhead;
  if (overhead === undefined || overhead.measuredUs <= 0) return undefined;
  const stats = report.run.recorder;
  const recorder = formatShare(recorderShare(overhead, stats));
  const orchestrator = formatShare(overhead.orchestratorCpuUs / overhead.measuredUs);
  const which = stats === undefined ? '' : ` (${stats.implementation === 'c' ? 'C' : 'TypeScript'})`;
  const cost = `joulelab itself: recorder${which} ${recorder}, orchestrator ${orchestrator} of one core while it measured`;
  if (stats === undefined) return `${cost}.`;
  const why = stats.fallback === undefined ? '' : ` The C recorder was not used: ${endless(stats.fallback)}.`;
  if (report.run.settings.sampling === 'off') return `${cost}.${why}`;
  const missed = stats.missedTicks === 0 ? 'none late' : `${stats.missedTicks} missed`;
  return `${cost}; ${stats.ticks} samples every ${stats.intervalMs} ms, ${missed}.${why}`;
}

/** What a run without sampling does not know. */
export function samplingSentence(report: RunReport): string | undefined {
  if (report.run.settings.sampling !== 'off') return undefined;
  return (
    'Sampling was off: every file was read at the borders of phases and flows only. Totals of CPU time, energy meters, disk ' +
    'and network are as exact as ever; memory mean and peak rest on those readings alone, and an estimate of energy on the ' +
    'mean utilisation of each phase or flow.'
  );
}

/**
 * The recorder knows its own CPU time to the microsecond, from its first sample to its last; the kernel's counter of a
 * process, which phases are cut from, goes in steps of 10 ms.
 */
function recorderShare(
  overhead: NonNullable<RunReport['overhead']>,
  stats: RunReport['run']['recorder'],
): number {
  const recordedUs = stats === undefined ? 0 : (stats.ticks + stats.missedTicks) * stats.intervalMs * 1000;
  return stats === undefined || recordedUs === 0 || stats.ticks < 10
    ? overhead.recorderCpuUs / overhead.measuredUs
    : stats.cpuUs / recordedUs;
}

/** How steady this machine is, where it has been calibrated: what a difference has to be larger than. */
export function calibrationSentence(report: RunReport): string | undefined {
  const { calibration } = report.run;
  if (calibration === undefined) return undefined;
  const { power, cpuUtilisation } = calibration.idle;
  const unsteady = (spread: Spread, format: (value: number) => string): string =>
    format(spread.mean) +
    (spread.standardDeviation === undefined ? '' : ` ± ${format(spread.standardDeviation)}`);
  const atRest =
    power === undefined
      ? `${unsteady(cpuUtilisation, formatShare)} CPU`
      : unsteady(power, (value) => formatPower(value, energyDigits(report.energySource)));
  const noise = report.phases.some((phase) => phase.energyNoiseUj !== undefined)
    ? ' ± noise is what the machine does by itself (95 %): a smaller difference is no news.'
    : '';
  const estimate = calibration.energySource === 'estimated' ? ' (estimate)' : '';
  return `This machine, calibrated ${formatWhen(calibration.measuredUnixUs)}: ${atRest}${estimate} at rest, the standard deviation of blocks of ${calibration.blockMs / 1000} s.${noise}`;
}

function subjectName(report: RunReport): string {
  return report.run.subject.kind === 'command' ? 'The command' : 'The workload';
}

function factor(value: number): string {
  return String(Number(value.toPrecision(2)));
}

/** Without the full stop that a sentence around it brings. */
function endless(text: string): string {
  return text.trim().replace(/\.$/, '');
}
