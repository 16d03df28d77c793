import { randomBytes } from 'node:crypto';
import type { Batch, Subject } from '../domain/run.ts';
import type { Scenario } from '../domain/scenario.ts';
import type { SourcedScenario } from '../scenario/index.ts';

/** A run that is to be measured. */
export type PlannedRun = {
  readonly name: string;
  readonly scenario: Scenario;
  readonly subject: Subject;
  /** Absent where there is just one run. */
  readonly batch?: Batch;
};

export type RepeatOptions = {
  /** Absent: each scenario's own name. */
  readonly name?: string;
  readonly iterations: number;
  /** OCI runtimes for all services, one after the other; none: what the scenario says. */
  readonly runtimes: readonly string[];
};

/**
 * Every scenario under every runtime, `iterations` times, interleaved (A B A B): what changes on the machine in the
 * meantime then meets all of them alike.
 */
export function planRuns(sources: readonly SourcedScenario[], options: RepeatOptions): PlannedRun[] {
  const runtimes = options.runtimes.length === 0 ? [undefined] : options.runtimes;
  const rounds = Array.from({ length: options.iterations }, (_, index) => index + 1);
  const planned = rounds.flatMap((iteration) =>
    sources.flatMap((sourced) => runtimes.map((runtime) => ({ iteration, sourced, runtime }))),
  );
  const id = randomBytes(6).toString('hex');
  return planned.map(({ iteration, sourced: { scenario, origin }, runtime }, index) => {
    const { resolvedText, variables } = scenario;
    const place = { id, position: index + 1, size: planned.length, iteration };
    return {
      name: options.name ?? scenario.name,
      scenario: withRuntime(scenario, runtime),
      subject: { kind: 'scenario', resolvedText, variables, ...origin },
      ...(planned.length === 1 ? {} : { batch: { ...place, ...(runtime === undefined ? {} : { runtime }) } }),
    };
  });
}

/** What is said when a run of several begins: `run 3 of 10: Shop (runsc)`. */
export function announcement({ name, batch }: Pick<PlannedRun, 'name' | 'batch'>): string | undefined {
  if (batch === undefined) return undefined;
  const runtime = batch.runtime === undefined ? '' : ` (${batch.runtime})`;
  return `run ${batch.position} of ${batch.size}: ${name}${runtime}`;
}

/** The scenario with every service under the given OCI runtime; unchanged where none is given. */
function withRuntime(scenario: Scenario, runtime: string | undefined): Scenario {
  if (runtime === undefined) return scenario;
  return { ...scenario, services: scenario.services.map((service) => ({ ...service, runtime })) };
}
