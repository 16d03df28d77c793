import type { CustomMetricFigure, PhaseReport, RunReport } from '../../domain/report.ts';
import { energyDigits } from './energy-words.ts';
import { formatCarbonPerUnit, formatEnergyPerUnit, formatNumber } from './format-quantity.ts';
import { type Cell, rightColumn, type Table } from './table.ts';

/**
 * The scenario's own metrics in [RUNTIME] and, where there are several flows, in each of them; with `sci` what one unit
 * took. Undefined without a sample.
 */
export function customMetricTable(report: RunReport): Table | undefined {
  const shown = report.phases.filter((phase) => !phase.hidden);
  const runtime = shown.filter(({ name }) => name === '[RUNTIME]');
  const flows = shown.filter(({ kind }) => kind === 'flow');
  const places = flows.length > 1 ? [...runtime, ...flows] : runtime;
  const names = new Set(places.flatMap(({ customMetrics = [] }) => customMetrics.map(({ name }) => name)));
  if (names.size === 0) return undefined;
  const rows = [...names].flatMap((name) => places.flatMap((place) => rowOf(place, name)));
  const perUnit = rows.some(({ figure }) => figure.energyPerUnitUj !== undefined);
  const digits = energyDigits(report.energySource);
  return {
    columns: [
      { header: ['metric'], align: 'left', shrinks: true },
      rightColumn('samples'),
      rightColumn('sum'),
      rightColumn('mean'),
      rightColumn('min'),
      rightColumn('max'),
      { header: ['unit'], align: 'left' },
      ...(perUnit ? [rightColumn('energy', 'per unit'), rightColumn('CO2e', 'per unit')] : []),
    ],
    rows: rows.map(({ label, figure }): Cell[] => [
      { text: label },
      { text: String(figure.count) },
      { text: formatNumber(figure.sum) },
      { text: formatNumber(figure.mean) },
      { text: formatNumber(figure.min) },
      { text: formatNumber(figure.max) },
      { text: figure.unit },
      ...(perUnit
        ? [
            { text: formatEnergyPerUnit(figure.energyPerUnitUj, digits) },
            { text: formatCarbonPerUnit(figure.carbonPerUnitUg, digits) },
          ]
        : []),
    ]),
  };
}

/**
 * What one unit of a `sci` metric took over [RUNTIME], in a sentence each:
 * "1000 requests in [RUNTIME]: 1.2 mJ and 0.1 µg CO2e each."
 */
export function perUnitSentences(report: RunReport): string[] {
  const runtime = report.phases.find(({ name }) => name === '[RUNTIME]');
  const digits = energyDigits(report.energySource);
  return (runtime?.customMetrics ?? []).flatMap(({ unit, sum, energyPerUnitUj, carbonPerUnitUg }) => {
    if (energyPerUnitUj === undefined) return [];
    const energy = formatEnergyPerUnit(energyPerUnitUj, digits);
    const carbon = formatCarbonPerUnit(carbonPerUnitUg, digits);
    return [`${formatNumber(sum)} ${unit} in [RUNTIME]: ${energy} and ${carbon} CO2e each.`];
  });
}

type Row = { readonly label: string; readonly figure: CustomMetricFigure };

function rowOf(place: PhaseReport, name: string): Row[] {
  const figure = place.customMetrics?.find((one) => one.name === name);
  if (figure === undefined) return [];
  return [{ label: place.kind === 'flow' ? `  ${place.name}` : name, figure }];
}
