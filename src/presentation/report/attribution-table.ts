import type { AttributionRow, PhaseReport } from '../../domain/report.ts';
import { formatDuration, formatEnergy, formatShare } from './format-quantity.ts';
import type { Cell, Table } from './table.ts';

const LABELS: Partial<Record<AttributionRow['kind'], string>> = {
  idle: 'idle machine',
  rest: 'other processes',
  tool: 'joulelab itself',
};
const ORDER: readonly AttributionRow['kind'][] = ['container', 'command', 'service', 'rest', 'tool', 'idle'];

/** A service with a smaller share of the energy is shown with other processes. */
const LEAST_SHARE = 0.001;

/**
 * Who used a phase's energy: what is measured first, largest first, then services, the rest, the tool and the idle machine.
 * Services with hardly any are folded into the rest; the JSON report has them all.
 */
export function attributionTable(phase: PhaseReport, digits: number): Table {
  const rows = foldServices(phase.attribution).toSorted(
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

function foldServices(rows: readonly AttributionRow[]): AttributionRow[] {
  const total = rows.reduce((sum, row) => sum + row.energyUj, 0);
  const isSmall = (row: AttributionRow) => row.kind === 'service' && row.energyUj <= total * LEAST_SHARE;
  const small = rows.filter(isSmall);
  const sum = (of: 'energyUj' | 'cpuUs') => small.reduce((all, row) => all + row[of], 0);
  return rows
    .filter((row) => !isSmall(row))
    .map((row) =>
      row.kind === 'rest'
        ? { ...row, energyUj: row.energyUj + sum('energyUj'), cpuUs: row.cpuUs + sum('cpuUs') }
        : row,
    );
}
