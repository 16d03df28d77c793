import type { MetricFigure, PhaseReport } from '../../domain/report.ts';
import { formatBytes, formatDuration, UNKNOWN } from './format-quantity.ts';
import { type Cell, rightColumn, type Table } from './table.ts';

/** What the containers (or the command) and the machine used in a phase, one row each; absent where nothing is known. */
export function resourceTable(phase: PhaseReport): Table | undefined {
  const targets = [
    ...new Set(phase.figures.filter((figure) => suffixOf(figure) !== undefined).map((f) => f.target)),
  ];
  if (targets.length === 0) return undefined;
  return {
    columns: [
      { header: ['who'], align: 'left', shrinks: true },
      rightColumn('CPU', 'time'),
      rightColumn('memory', 'mean'),
      rightColumn('memory', 'peak'),
      rightColumn('disk', 'read'),
      rightColumn('disk', 'written'),
      rightColumn('network', 'in'),
      rightColumn('network', 'out'),
    ],
    rows: [...targets, 'machine']
      .map((target) => resourceRow(phase.figures, target))
      .filter(([, ...values]) => values.some((cell) => 'text' in cell && cell.text !== UNKNOWN)),
  };
}

function suffixOf(figure: MetricFigure): string | undefined {
  return /_(container|command)$/.exec(figure.metric)?.[1];
}

function resourceRow(figures: readonly MetricFigure[], target: string): Cell[] {
  const own = figures.filter((figure) => figure.target === target);
  const find = (stem: string): MetricFigure[] => {
    const all = own.filter((figure) => figure.metric.replace(/_(container|command|system)$/, '') === stem);
    const whole = all.filter((figure) => figure.detail === undefined);
    return whole.length > 0 ? whole : all;
  };
  const memory = find('memory_used');
  return [
    { text: target },
    { text: total(find('cpu_time'), formatDuration) },
    { text: total(memory, formatBytes) },
    { text: formatBytes(memory[0]?.max) },
    { text: total(find('disk_read_bytes'), formatBytes) },
    { text: total(find('disk_written_bytes'), formatBytes) },
    { text: total(find('network_received_bytes'), formatBytes) },
    { text: total(find('network_sent_bytes'), formatBytes) },
  ];
}

/** Details of one target (disks, interfaces) are disjoint and add up; a source that vanished makes it a lower bound. */
function total(figures: readonly MetricFigure[], format: (value: number) => string): string {
  if (figures.length === 0) return UNKNOWN;
  const text = format(figures.reduce((sum, figure) => sum + figure.value, 0));
  return figures.every((figure) => figure.complete || figure.kind === 'gauge') ? text : `≥${text}`;
}
