import type { Subject } from '../domain/run.ts';
import type { Scenario } from '../domain/scenario.ts';

/** A scenario as what a run measures. */
export function scenarioSubject({ file, resolvedText, variables }: Scenario): Subject {
  return { kind: 'scenario', file, resolvedText, variables };
}

/** The scenario with every service under the given OCI runtime; unchanged where none is given. */
export function withRuntime(scenario: Scenario, runtime: string | undefined): Scenario {
  if (runtime === undefined) return scenario;
  return { ...scenario, services: scenario.services.map((service) => ({ ...service, runtime })) };
}
