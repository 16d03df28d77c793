import type { BenchArm, BenchComparison, BenchQuantity, BenchReport } from '../../../domain/bench.ts';
import { formatBytes } from '../format-quantity.ts';
import { detectableWords, isFound, rangeWords } from './ratio-words.ts';

/** What the bench says of one arm, each a sentence. */
export type ArmVerdict = {
  readonly arm: BenchArm;
  readonly name: string;
  readonly sentences: readonly string[];
};

/** An arm's name for people: `gVisor (runsc)`. */
export function armName({ name, title }: BenchArm): string {
  return title.toLowerCase() === name.toLowerCase() ? name : `${title} (${name})`;
}

/** What the bench is about. */
export function benchTitle({ arms, reference }: BenchReport): string {
  return arms.length === 1
    ? `What containers cost under ${reference}`
    : `What container runtimes cost, against ${reference}`;
}

/** The bench in words: every arm but the reference, by energy where it is known, else by time. */
export function benchVerdicts(report: BenchReport): ArmVerdict[] {
  const decisive: BenchQuantity = report.energySource.kind === 'none' ? 'time' : 'energy';
  return report.arms
    .filter(({ name }) => name !== report.reference)
    .map((arm) => ({
      arm,
      name: armName(arm),
      sentences: [
        ...(arm.leftOut === undefined ? [] : [`left out: ${arm.leftOut}`]),
        ...differences(report, arm.name, decisive),
        // Other work on the machine adds to its energy and not to the containers' CPU time, so there more may be found.
        ...differences(report, arm.name, 'cpu'),
        ...noDifference(report, arm.name, decisive),
        ...atRest(report, arm.name),
        ...notDone(report, arm),
      ],
    }));
}

const QUANTITY_WORDS: Readonly<Record<BenchQuantity, string>> = {
  energy: 'energy',
  time: 'time',
  cpu: 'CPU time',
  memory: 'memory',
};

/** What was found, largest first. */
function differences(report: BenchReport, arm: string, quantity: BenchQuantity): string[] {
  const found = rowsOf(report, arm, quantity)
    .filter(isDifference)
    .toSorted((a, b) => (b.comparison.ratio ?? 0) - (a.comparison.ratio ?? 0));
  const words = found.map((row, index) => {
    const range = rangeWords(row.comparison.interval ?? NO_RANGE);
    const whole = index === 0 ? ofReference(range, QUANTITY_WORDS[quantity], report.reference) : range;
    return `${titleOf(report, row)} ${whole}`;
  });
  return words.length === 0 ? [] : [words.join(', ')];
}

/** The work of an arm in one quantity. */
function rowsOf(report: BenchReport, arm: string, quantity: BenchQuantity): BenchComparison[] {
  const works = new Set(report.workloads.filter(({ kind }) => kind === 'work').map(({ id }) => id));
  return report.comparisons.filter(
    (row) => row.arm === arm && row.quantity === quantity && works.has(row.workload),
  );
}

function isDifference({ comparison }: BenchComparison): boolean {
  return isFound(comparison) && comparison.interval !== undefined;
}

/** The first of a list says what it is about: `9 to 11 × the energy of runc`, `12 to 18 % more energy than runc`. */
function ofReference(range: string, quantity: string, reference: string): string {
  return range.endsWith('×')
    ? `${range} the ${quantity} of ${reference}`
    : `${range} ${quantity} than ${reference}`;
}

const NO_RANGE = { low: Number.NaN, high: Number.NaN };

/** Nothing found is no proof of nothing: the reader learns what would have been found. */
function noDifference(report: BenchReport, arm: string, quantity: BenchQuantity): string[] {
  const rows = rowsOf(report, arm, quantity);
  if (rows.length > 0 && rows.every(({ comparison }) => comparison.interval === undefined))
    return [
      `so few blocks tell no difference in ${QUANTITY_WORDS[quantity]}: two are the least, ten are better`,
    ];
  const list = rows
    .filter((row) => !isDifference(row))
    .map((row) => {
      const { detectable } = row.comparison;
      const from =
        detectable === undefined ? '' : ` (from ${detectableWords(detectable)} on it would have been)`;
      return titleOf(report, row) + from;
    });
  return list.length === 0 ? [] : [`no difference in ${QUANTITY_WORDS[quantity]} found: ${list.join(', ')}`];
}

function titleOf({ workloads }: BenchReport, { workload }: BenchComparison): string {
  return workloads.find(({ id }) => id === workload)?.title ?? workload;
}

/** Memory of a resting container, where most are measured at once. */
function atRest({ rest, reference }: BenchReport, arm: string): string[] {
  const most = Math.max(0, ...rest.map(({ containers }) => containers));
  const of = (name: string) => rest.find((row) => row.arm === name && row.containers === most);
  const [own, other] = [of(arm)?.memoryBytes, of(reference)?.memoryBytes];
  if (own === undefined || other === undefined) return [];
  return [`a container at rest takes ${formatBytes(own)} of memory (${reference}: ${formatBytes(other)})`];
}

/** What failed, each reason once with all tasks that failed for it. */
function notDone({ workloads, cells }: BenchReport, { name }: BenchArm): string[] {
  const titles = new Map<string, string[]>();
  for (const { id, title } of workloads) {
    const mine = cells.filter((cell) => cell.arm === name && cell.workload === id);
    const failed = mine.flatMap((cell) => (cell.outcome === 'failed' || cell.outcome === 'hung' ? cell : []));
    const [first] = failed;
    if (first === undefined) continue;
    const often = failed.length === mine.length ? '' : ` in ${failed.length} of ${mine.length} blocks`;
    const why = `${first.outcome === 'hung' ? 'hung' : 'failed'}${often}: ${first.reason}`;
    titles.set(why, [...(titles.get(why) ?? []), title]);
  }
  return [...titles].map(([why, tasks]) => `${tasks.join(', ')} ${why}`);
}
