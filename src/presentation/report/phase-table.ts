import type { PhaseReport, RunReport } from '../../domain/report.ts';
import { energyDigits } from './energy-words.ts';
import { formatCarbon, formatDuration, formatEnergy, formatPower, formatShare } from './format-quantity.ts';
import { type Cell, rightColumn, type Table } from './table.ts';

/** Phases with their flows below them; the bar shows energy, or time where energy is not known. */
export function phaseTable(report: RunReport): Table {
  const shown = report.phases.filter((phase) => !phase.hidden);
  const digits = energyDigits(report.energySource);
  const withEnergy = shown.some((phase) => phase.energyUj !== undefined);
  const withNoise = shown.some((phase) => phase.energyNoiseUj !== undefined);
  const longest = Math.max(...shown.map((phase) => weight(phase, withEnergy)));
  return {
    columns: [
      { header: ['phase'], align: 'left', shrinks: true },
      rightColumn('duration'),
      ...(withEnergy ? [rightColumn('energy')] : []),
      ...(withNoise ? [rightColumn('± noise')] : []),
      ...(withEnergy ? [rightColumn('power')] : []),
      rightColumn('CPU'),
      ...(withEnergy ? [rightColumn('CO2e')] : []),
      { header: [''], align: 'left' },
    ],
    rows: shown.map((phase): Cell[] => [
      nameCell(phase),
      { text: formatDuration(phase.durationUs) },
      ...(withEnergy ? [{ text: formatEnergy(phase.energyUj, digits) }] : []),
      ...(withNoise ? [{ text: formatEnergy(phase.energyNoiseUj, 2) }] : []),
      ...(withEnergy ? [{ text: formatPower(phase.powerUw, digits) }] : []),
      { text: formatShare(phase.cpuUtilisation) },
      ...(withEnergy ? [{ text: formatCarbon(phase.carbonUg, digits) }] : []),
      { bar: longest > 0 ? weight(phase, withEnergy) / longest : 0 },
    ]),
  };
}

function weight(phase: PhaseReport, withEnergy: boolean): number {
  return withEnergy ? (phase.energyUj ?? 0) : phase.durationUs;
}

function nameCell(phase: PhaseReport): Cell {
  const name = phase.kind === 'flow' ? `  ${phase.name}` : phase.name;
  return phase.aborted ? { text: `${name} (cut short)`, tone: 'bad' } : { text: name };
}
