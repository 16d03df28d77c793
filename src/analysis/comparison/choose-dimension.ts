import type { Dimension } from '../../domain/comparison-report.ts';
import { JoulelabError } from '../../domain/errors.ts';
import type { RunReport } from '../../domain/report.ts';
import { differing, dimensionValue, likelyDimensions, mustBeAlike } from './run-dimensions.ts';

/**
 * What runs are compared by where nobody says it: the one thing in which they differ. Dimensions that split the runs in the same way
 * (a scenario and its file) are one; what rarely matters (a kernel's version) counts only where nothing else differs.
 *
 * @throws JoulelabError `usage` where they differ in nothing, or in several ways
 */
export function chooseDimension(reports: readonly RunReport[]): Dimension {
  const all = likelyDimensions(differing(reports));
  const telling = mustBeAlike(all, []);
  const byPartition = Map.groupBy(telling.length > 0 ? telling : all, (dimension) =>
    partition(reports, dimension),
  );
  const choices = [...byPartition.values()].flatMap(([first]) => first ?? []);
  const [only] = choices;
  if (only === undefined) {
    throw new JoulelabError('usage', 'The runs differ in nothing that joulelab knows of.', {
      advice: 'Give runs of several runtimes, commits, scenarios or machines, or compare calls: --by batch.',
    });
  }
  if (choices.length === 1) return only;
  const seen = choices.map((dimension) => `${dimension} (${values(reports, dimension)})`).join('; ');
  throw new JoulelabError('usage', `The runs differ in more than one way: ${seen}.`, {
    advice: `Say what to compare, such as --by ${only}: runs that differ in the other ways are then kept apart.`,
  });
}

/** Which runs have the same value, whatever it is called. */
function partition(reports: readonly RunReport[], dimension: Dimension): string {
  const seen = new Map<string, number>();
  return reports
    .map((report) => {
      const value = dimensionValue(report, dimension);
      const group = seen.get(value) ?? seen.size;
      seen.set(value, group);
      return group;
    })
    .join(' ');
}

function values(reports: readonly RunReport[], dimension: Dimension): string {
  const all = [...new Set(reports.map((report) => dimensionValue(report, dimension)))];
  return [...all.slice(0, 3), ...(all.length > 3 ? [`and ${all.length - 3} more`] : [])].join(', ');
}
