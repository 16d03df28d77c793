import type { Dimension } from '../../domain/comparison-report.ts';
import { JoulelabError } from '../../domain/errors.ts';
import type { RunReport } from '../../domain/report.ts';
import { armLabels, differing, dimensionValue, mustBeAlike } from './run-dimensions.ts';

export type Arm = { readonly label: string; readonly reports: readonly RunReport[] };
export type RunSet = { readonly label?: string; readonly arms: readonly Arm[] };
export type LeftOut = { readonly what: string; readonly reason: string };

/**
 * Sorts runs into sets within which they differ in nothing but what is compared, and into arms within a set, the reference first.
 * Quick runs and full ones are never in one set.
 *
 * @param reference the label of the reference, or its beginning; absent: that of the first run
 * @throws JoulelabError `usage` where no set has two arms, or none the reference
 */
export function comparedSets(
  reports: readonly RunReport[],
  by: readonly Dimension[],
  reference?: string,
): { readonly sets: RunSet[]; readonly leftOut: LeftOut[] } {
  const labelOf = armLabels(reports, by);
  const labels = [...new Set(reports.map(labelOf))];
  const chosen = reference === undefined ? labels[0] : chooseReference(labels, reference);
  const apart = mustBeAlike(differing(reports), by);
  const quickness = new Set(reports.map(({ run }) => run.settings.quick)).size > 1;
  const setLabel = (report: RunReport): string =>
    [
      ...apart.map((dimension) => dimensionValue(report, dimension)),
      ...(quickness ? [report.run.settings.quick ? 'quick' : 'full'] : []),
    ].join(', ');
  const grouped = [...Map.groupBy(reports, setLabel)].map(([label, members]) => ({
    ...(label === '' ? {} : { label }),
    arms: arms(members, labelOf, chosen),
  }));
  const sets = grouped.filter(
    (set) => set.arms.length > 1 && (reference === undefined || hasArm(set, chosen)),
  );
  if (sets.length === 0)
    throw nothingToCompare(grouped, by, [...apart, ...(quickness ? ['quick or full'] : [])]);
  const leftOut = grouped
    .filter((set) => !sets.includes(set))
    .map(({ label, arms: [first] }) => ({
      what: label ?? 'runs',
      reason: `there is only ${first?.label ?? 'nothing'}, and nothing like it to compare with`,
    }));
  return { sets, leftOut };
}

function arms(
  members: readonly RunReport[],
  labelOf: (report: RunReport) => string,
  reference: string | undefined,
): Arm[] {
  const all = [...Map.groupBy(members, labelOf)].map(([label, reports]) => ({
    label,
    reports: reports.toSorted((a, b) => a.run.startedUnixUs - b.run.startedUnixUs),
  }));
  return [
    ...all.filter(({ label }) => label === reference),
    ...all.filter(({ label }) => label !== reference),
  ];
}

function hasArm({ arms: all }: RunSet, wanted: string | undefined): boolean {
  return all.some(({ label }) => label === wanted);
}

function chooseReference(labels: readonly string[], wanted: string): string {
  const found = labels.includes(wanted) ? [wanted] : labels.filter((label) => label.startsWith(wanted));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new JoulelabError(
    'usage',
    `The reference "${wanted}" is ${only === undefined ? 'none' : 'several'} of the arms.`,
    {
      advice: `Write one of: ${labels.join(', ')}.`,
    },
  );
}

function nothingToCompare(
  sets: readonly RunSet[],
  by: readonly Dimension[],
  apart: readonly string[],
): JoulelabError {
  const seen = sets
    .slice(0, 5)
    .map(
      ({ label, arms: all }) =>
        `${all.map((arm) => arm.label).join(', ')}${label === undefined ? '' : ` (${label})`}`,
    )
    .join('; ');
  const reason =
    apart.length === 0
      ? `The runs are all the same by ${by.join(', ')}: ${seen}.`
      : `No two runs that differ in ${by.join(', ')} are alike in ${apart.join(', ')}: ${seen}.`;
  return new JoulelabError('usage', reason, {
    advice:
      apart.length === 0
        ? 'Give runs that differ, or another --by.'
        : 'Runs that differ in more than what is compared are never mixed. Measure the missing ones, or name all in --by.',
  });
}
