import { type JoulelabError, toJoulelabError } from '../domain/errors.ts';
import type { MeasuredPhase } from '../domain/phase.ts';
import type { ProgressListener } from '../domain/progress.ts';
import type { Mark } from '../domain/recording.ts';
import type { ContainerFacts, CustomMetricRecord, LogEntry, Note, ServiceFacts } from '../domain/run.ts';
import type { Target } from '../domain/target.ts';
import type { UnixUs } from '../domain/units.ts';
import type { Warning } from '../domain/warnings.ts';
import type { Measured } from './measured.ts';

export type RecordedService = {
  readonly service: Extract<Target, { kind: 'service' }>;
  readonly holds: Set<string>;
};

/** What a run has found out so far. It outlives a failure, so that nothing measured is lost. */
export type Journal = {
  readonly phases: MeasuredPhase[];
  readonly containers: Map<string, ContainerFacts>;
  /** What is accounted beside containers, by name, and which targets its counter holds too. */
  readonly services: Map<string, RecordedService>;
  readonly notes: Note[];
  readonly logs: LogEntry[];
  /** Set once all output has been read. */
  customMetrics: readonly CustomMetricRecord[] | undefined;
  /** Keeps a warning and tells it at once. */
  warn(warning: Warning): void;
  /** Says which phase or flow goes on; undefined between phases. */
  enter(place: string | undefined): void;
  readonly place: string | undefined;
  /** The latest mark: it ties the two clocks together. */
  sawMark(mark: Mark): void;
  /** The time now, on the clock of the marks, so that a note never seems to lie before the flow that it is in. */
  unixUsNow(): UnixUs;
  /** Keeps the first error; what fails afterwards is its consequence. */
  fail(thrown: unknown): void;
  readonly failed: boolean;
  measured(): Measured;
};

/** Opens the journal of one run. */
export function openJournal(progress: ProgressListener): Journal {
  const warnings: Warning[] = [];
  let place: string | undefined;
  let mark: Mark | undefined;
  let failure: { error: JoulelabError; errorPhase: string | undefined } | undefined;
  const journal: Journal = {
    phases: [],
    containers: new Map(),
    services: new Map(),
    notes: [],
    logs: [],
    customMetrics: undefined,
    warn(warning) {
      warnings.push(warning);
      progress({ kind: 'warning', warning });
    },
    enter(next) {
      place = next;
    },
    get place() {
      return place;
    },
    sawMark(next) {
      mark = next;
    },
    unixUsNow() {
      if (mark === undefined) return Date.now() * 1000;
      return mark.unixUs + (Number(process.hrtime.bigint() / 1000n) - mark.monoUs);
    },
    fail(thrown) {
      failure ??= { error: toJoulelabError(thrown), errorPhase: place };
    },
    get failed() {
      return failure !== undefined;
    },
    measured: () => ({
      phases: journal.phases,
      containers: [...journal.containers.values()],
      ...(journal.services.size === 0 ? {} : { services: servicesOf(journal) }),
      warnings,
      notes: journal.notes.toSorted((a, b) => a.unixUs - b.unixUs),
      logs: journal.logs,
      ...(journal.customMetrics === undefined ? {} : { customMetrics: journal.customMetrics }),
      ...(failure === undefined ? {} : { error: failure.error }),
      ...(failure?.errorPhase === undefined ? {} : { errorPhase: failure.errorPhase }),
    }),
  };
  return journal;
}

function servicesOf({ services }: Journal): ServiceFacts[] {
  return [...services].map(([name, { holds }]) => ({ name, holds: [...holds].sort() }));
}
