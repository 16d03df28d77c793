import { JoulelabError } from '../../domain/errors.ts';
import type { Warning } from '../../domain/warnings.ts';
import { engineGates } from './engine-gates.ts';
import type { RuntimeHost } from './runtime.ts';
import type { SelectedRuntime } from './select-runtime.ts';

/**
 * Looks at what a runtime needs and at the versions that meet here, before anything is measured. Only what is sure to fail is
 * refused; what may fail is tried, with a warning.
 * @throws JoulelabError `runtime-unavailable`
 */
export async function examineRuntime(
  { entry, runtime, version }: SelectedRuntime,
  host: RuntimeHost,
): Promise<Warning[]> {
  const requirements = await runtime.requirements(entry, host);
  const unmet = requirements.filter(({ met }) => met === 'no');
  const gates = [...engineGates(host), ...runtime.gates(version, entry, host)];
  const title = `OCI runtime ${entry.name}`;
  const hopeless = unmet.find((one) => one.hopeless === true);
  if (hopeless !== undefined)
    throw unavailable(
      `${title} cannot run on this machine: it needs ${hopeless.name}; here: ${hopeless.seen}.`,
      hopeless.advice,
    );
  const refused = gates.find(({ effect }) => effect === 'refuse');
  if (refused !== undefined)
    throw unavailable(`${title} cannot be used here: ${refused.message}`, refused.advice);
  return [
    ...unmet.map(({ name, seen, advice }) => `${title} needs ${name}; here: ${seen}. ${advice ?? ''}`.trim()),
    ...gates.map(({ message, advice }) => `${title}: ${message} ${advice}`),
  ].map((message) => ({ code: 'runtime-doubtful', message }));
}

function unavailable(message: string, advice = 'Choose another runtime: joulelab runtimes lists them.') {
  return new JoulelabError('runtime-unavailable', message, { advice });
}
