import type { EnergySource, GridIntensity, RunReport } from '../../domain/report.ts';
import { formatCarbon, formatDuration, formatEnergy, formatPower, formatShare } from './format-quantity.ts';
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
  const recorder = formatShare(overhead.recorderCpuUs / overhead.measuredUs);
  const orchestrator = formatShare(overhead.orchestratorCpuUs / overhead.measuredUs);
  const cost = `joulelab itself: recorder ${recorder}, orchestrator ${orchestrator} of one core while it measured`;
  const stats = report.run.recorder;
  if (stats === undefined) return `${cost}.`;
  const missed = stats.missedTicks === 0 ? 'none late' : `${stats.missedTicks} missed`;
  return `${cost}; ${stats.ticks} samples every ${stats.intervalMs} ms, ${missed}.`;
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
