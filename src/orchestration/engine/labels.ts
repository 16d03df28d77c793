/** Carried by every object that joulelab creates; its value is the run's id. Clean-up goes by this label alone. */
export const RUN_LABEL = 'io.joulelab.run';

/** When the object was created, ISO 8601. */
export const CREATED_LABEL = 'io.joulelab.created';

/** The service's key, for people who look at `docker ps`. */
export const SERVICE_LABEL = 'io.joulelab.service';

/** Carried by images that joulelab built; they stay, so that the next run is quick. Containers inherit it, which does no harm. */
export const BUILT_LABEL = 'io.joulelab.built';

/** The labels of a new object of a run. */
export function runLabels(runId: string): Record<string, string> {
  return { [RUN_LABEL]: runId, [CREATED_LABEL]: new Date().toISOString() };
}

/** The name of an object in the engine: unique per run, so that no run meets another's or a user's own objects. */
export function objectName(runId: string, name: string): string {
  return `joulelab-${runId}-${name}`;
}
