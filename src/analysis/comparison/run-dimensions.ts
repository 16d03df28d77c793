import { DIMENSIONS, type Dimension } from '../../domain/comparison-report.ts';
import type { RunReport } from '../../domain/report.ts';
import type { Settings } from '../../domain/settings.ts';

type ReportedRun = RunReport['run'];

type DimensionFacts = {
  /** For people: shown as the label of an arm. Empty where the run has no such thing. */
  readonly valueOf: (run: ReportedRun) => string;
  /**
   * What follows from it, and may so differ within an arm: a branch is made of commits. `alike`: runs that differ in the dimension
   * are never mixed; else it is only said.
   */
  readonly covers: readonly Dimension[];
  readonly alike: boolean;
};

const FACTS: Readonly<Record<Dimension, DimensionFacts>> = {
  runtime: {
    valueOf: (run) =>
      run.batch?.runtime ?? [...new Set(run.containers.map(({ runtime }) => runtime))].join(', '),
    covers: [],
    alike: true,
  },
  scenario: {
    valueOf: (run) => (run.subject.kind === 'scenario' ? run.name : ''),
    covers: ['file', 'variables', 'repository', 'branch', 'commit', 'relations'],
    alike: true,
  },
  file: {
    valueOf: ({ subject }) => (subject.kind === 'scenario' ? subject.file : ''),
    covers: ['scenario'],
    alike: true,
  },
  command: {
    valueOf: ({ subject }) => (subject.kind === 'command' ? subject.argv.join(' ') : ''),
    covers: [],
    alike: true,
  },
  variables: {
    valueOf: ({ subject }) => (subject.kind === 'scenario' ? words(subject.variables) : ''),
    covers: ['scenario'],
    alike: true,
  },
  branch: { valueOf: (run) => scenarioOf(run)?.branch ?? '', covers: ['commit', 'file'], alike: false },
  commit: {
    valueOf: (run) => {
      const { commit, dirty } = scenarioOf(run) ?? {};
      return commit === undefined ? '' : `${commit.slice(0, 12)}${dirty === true ? ' with changes' : ''}`;
    },
    covers: ['branch'],
    alike: true,
  },
  repository: {
    valueOf: (run) => scenarioOf(run)?.uri ?? '',
    covers: ['branch', 'commit', 'relations', 'file', 'scenario'],
    alike: true,
  },
  relations: {
    valueOf: (run) =>
      Object.entries(scenarioOf(run)?.relations ?? {})
        .map(([key, { commit }]) => `${key}@${commit.slice(0, 12)}`)
        .join(' '),
    covers: [],
    alike: true,
  },
  machine: {
    valueOf: ({ machine }) =>
      machine.cpuModel === undefined ? machine.hostname : `${machine.hostname} (${machine.cpuModel})`,
    covers: ['kernel', 'engine'],
    alike: true,
  },
  settings: { valueOf: ({ settings }) => settingWords(settings), covers: [], alike: false },
  engine: {
    valueOf: ({ engine }) => (engine === undefined ? '' : `${engine.name} ${engine.version}`),
    covers: [],
    alike: false,
  },
  kernel: { valueOf: ({ machine }) => machine.kernel, covers: [], alike: false },
  joulelab: { valueOf: ({ joulelabVersion }) => joulelabVersion, covers: [], alike: false },
  batch: { valueOf: ({ batch }) => batch?.id ?? '', covers: [], alike: false },
};

/** Value of a dimension for people; `–` where the run has none. */
export function dimensionValue({ run }: RunReport, dimension: Dimension): string {
  return FACTS[dimension].valueOf(run) || '–';
}

/**
 * What tells these runs apart, for people: of variables and settings only those that differ among all of them.
 *
 * @returns the label of a run
 */
export function armLabels(
  reports: readonly RunReport[],
  by: readonly Dimension[],
): (report: RunReport) => string {
  const common = new Map(by.map((dimension) => [dimension, commonWords(reports, dimension)]));
  return (report) =>
    by
      .map((dimension) => {
        const shared = common.get(dimension);
        const value = dimensionValue(report, dimension);
        return shared === undefined
          ? value
          : wordsOf(value)
              .filter((word) => !shared.has(word))
              .join(' ') || '–';
      })
      .join(' / ');
}

function commonWords(reports: readonly RunReport[], dimension: Dimension): Set<string> | undefined {
  if (dimension !== 'variables' && dimension !== 'settings') return undefined;
  const all = reports.map((report) => new Set(wordsOf(dimensionValue(report, dimension))));
  return new Set([...(all[0] ?? [])].filter((word) => all.every((one) => one.has(word))));
}

function wordsOf(value: string): string[] {
  return value.split(SEPARATOR);
}

const SEPARATOR = ', ';

/** Dimensions in which the runs differ. */
export function differing(reports: readonly RunReport[]): Dimension[] {
  return DIMENSIONS.filter(
    (dimension) => new Set(reports.map((report) => dimensionValue(report, dimension))).size > 1,
  );
}

/** Those of them in which arms that are told apart by `by` must not differ. */
export function mustBeAlike(dimensions: readonly Dimension[], by: readonly Dimension[]): Dimension[] {
  const covered = new Set([...by, ...by.flatMap((dimension) => FACTS[dimension].covers)]);
  return dimensions.filter((dimension) => FACTS[dimension].alike && !covered.has(dimension));
}

/** Those that may differ, with a word about it. */
export function worthANote(dimensions: readonly Dimension[], by: readonly Dimension[]): Dimension[] {
  const covered = new Set([...by, ...by.flatMap((dimension) => FACTS[dimension].covers)]);
  return dimensions.filter(
    (dimension) => !FACTS[dimension].alike && !covered.has(dimension) && !QUIET.has(dimension),
  );
}

/** A branch differs for what its commits are, and every call of joulelab is a batch. */
const QUIET = new Set<Dimension>(['batch', 'branch']);

/** What may be meant by "they differ" where nobody says it: not by the call that they were measured in. */
export function likelyDimensions(dimensions: readonly Dimension[]): Dimension[] {
  return dimensions.filter((dimension) => dimension !== 'batch');
}

function scenarioOf({
  subject,
}: ReportedRun): Extract<ReportedRun['subject'], { kind: 'scenario' }> | undefined {
  return subject.kind === 'scenario' ? subject : undefined;
}

/** Whether a run is quick is looked at by itself. */
function settingWords(settings: Settings): string {
  return words(Object.fromEntries(Object.entries(settings).filter(([name]) => name !== 'quick')));
}

function words(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .sort()
    .join(SEPARATOR);
}
