import { RUNTIMES, recognise } from './registry.ts';

/**
 * What to do about a runtime that the engine does not know, in one or two sentences: the exact entry for daemon.json, and the
 * command that shows all steps.
 */
export function registrationAdvice(name: string): string {
  const runtime =
    RUNTIMES.find(({ id, installation }) => id === name || installation?.name === name) ??
    recognise({ name, args: [] });
  const { id, installation } = runtime;
  if (installation?.refused !== undefined) return installation.refused.advice;
  if (installation?.daemonEntry === undefined)
    return `Install it and put ${entryFor(name, { path: `/usr/bin/${name}` })} into the engine's daemon.json.`;
  const steps = `All steps: joulelab runtimes setup ${id}.`;
  if (name.includes('.'))
    return `Install its shim, ${installation.binary}, where containerd finds programs (its own PATH). ${steps}`;
  const entry = entryFor(name, installation.daemonEntry);
  // Source: moby 6de52a29.
  const since = 'runtimeType' in installation.daemonEntry ? ', with Docker 23 or later,' : '';
  return `Install it and${since} put ${entry} into the engine's daemon.json. ${steps}`;
}

function entryFor(name: string, entry: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ runtimes: { [name]: entry } });
}
