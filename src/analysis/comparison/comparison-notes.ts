import type { Dimension } from '../../domain/comparison-report.ts';
import type { EnergySource, RunReport } from '../../domain/report.ts';
import { differing, dimensionValue, worthANote } from './run-dimensions.ts';

/** What a comparison of these runs is to be read with, in sentences. */
export function comparisonNotes(
  reports: readonly RunReport[],
  by: readonly Dimension[],
  usesEnergy: boolean,
): string[] {
  return [
    ...(usesEnergy ? estimateNotes(reports, by) : []),
    ...(reports.some(({ run }) => run.settings.quick)
      ? ['Quick runs: their phases are short, which makes figures less steady.']
      : []),
    ...worthANote(differing(reports), by).map((dimension) => differenceNote(reports, dimension)),
    ...unevenWarnings(reports),
  ];
}

/** Of energy that differs in its origin: what cannot be compared. */
export function energyOrigin(source: EnergySource): string {
  if (source.kind === 'none') return 'none';
  return source.kind === 'estimated'
    ? `estimated by ${source.model}`
    : `measured by ${source.provider} (${source.domains.join(', ')})`;
}

function estimateNotes(reports: readonly RunReport[], by: readonly Dimension[]): string[] {
  const models = new Set(
    reports.flatMap(({ energySource }) => (energySource.kind === 'estimated' ? [energySource.model] : [])),
  );
  if (models.size === 0) return [];
  const what = `Energy is an estimate by the model ${[...models].join(', ')} from CPU utilisation.`;
  return [
    by.includes('machine')
      ? `${what} Its error differs from machine to machine and is not in the intervals, which hold the spread of the runs only.`
      : `${what} On one machine its error is much the same in all runs, so a ratio is better known than its figures; ` +
        'what the model does not see, such as disks or costlier instructions, is missing from the ratio.',
  ];
}

function differenceNote(reports: readonly RunReport[], dimension: Dimension): string {
  if (dimension === 'settings') return 'Settings differ between runs; compare by them with --by settings.';
  const values = new Set(reports.map((report) => dimensionValue(report, dimension)));
  return `Runs differ in ${dimension} too: ${[...values].join(', ')}.`;
}

/** Warnings that some runs have and others have not: they may be the difference. */
function unevenWarnings(reports: readonly RunReport[]): string[] {
  const codes = new Set(reports.flatMap(({ run }) => run.warnings.map(({ code }) => code)));
  return [...codes].flatMap((code) => {
    const having = reports.filter(({ run }) => run.warnings.some((warning) => warning.code === code));
    if (having.length === reports.length || code === 'quick-run') return [];
    const ids = having.map(({ run }) => run.id.slice(0, 6));
    const named = ids.length > 4 ? `${ids.slice(0, 4).join(', ')} …` : ids.join(', ');
    return [`Warning ${code} in ${having.length} of ${reports.length} runs: ${named}.`];
  });
}
