import type { AttributionRow, PhaseReport } from '../../domain/report.ts';
import { formatDuration, formatEnergy, formatShare } from './format-quantity.ts';
import type { Cell, Table } from './table.ts';

const LABELS: Partial<Record<AttributionRow['kind'], string>> = {
  idle: 'idle machine',
  rest: 'other processes',
  tool: 'joulelab itself',
};
const ORDER: readonly AttributionRow['kind'][] = ['container', 'command', 'rest', 'tool', 'idle'];

/** Who used a phase's energy: what is measured first, largest first, then the rest, the tool and the idle machine. */
export function attributionTable(phase: PhaseReport, digits: number): Table {
  const rows = phase.attribution.toSorted(
    (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || b.energyUj - a.energyUj,
  );
  const total = rows.reduce((sum, row) => sum + row.energyUj, 0);
  const largest = Math.max(...rows.map((row) => row.energyUj));
  return {
    columns: [
      { header: ['who'], align: 'left', shrinks: true },
      { header: ['energy'], align: 'right' },
      { header: ['share'], align: 'right' },
      { header: ['CPU time'], align: 'right' },
      { header: [''], align: 'left' },
    ],
    rows: rows.map((row): Cell[] => [
      { text: attributionLabel(row) },
      { text: formatEnergy(row.energyUj, digits) },
      { text: total > 0 ? formatShare(row.energyUj / total) : formatShare(undefined) },
      { text: row.kind === 'idle' ? '' : formatDuration(row.cpuUs) },
      { bar: largest > 0 ? row.energyUj / largest : 0 },
    ]),
  };
}

/** What a row of the attribution is called in reports. */
export function attributionLabel(row: AttributionRow): string {
  return LABELS[row.kind] ?? row.name;
}
