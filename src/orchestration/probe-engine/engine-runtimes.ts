import type { Environment } from '../../domain/environment.ts';
import type { RuntimeState } from '../../domain/runtimes.ts';
import type { Engine } from '../engine/engine.ts';
import { withDeclaredType } from '../runtimes/daemon-json.ts';
import { listedEntries, stateOf } from '../runtimes/list-runtimes.ts';
import { selectRuntime } from '../runtimes/select-runtime.ts';

/**
 * The runtimes of an engine as they can be probed: those named, else all that it lists. One that is not usable is among them, with the reason.
 * @throws JoulelabError `runtime-unavailable` for a name that the engine does not take
 */
export async function engineRuntimes(
  engine: Engine,
  env: Environment,
  names: readonly string[],
): Promise<RuntimeState[]> {
  const host = { engine, env };
  const state = (entry: Parameters<typeof withDeclaredType>[0]) =>
    stateOf(engine, env, withDeclaredType(entry, host));
  if (names.length === 0) return await Promise.all(listedEntries(engine).map(state));
  const states: RuntimeState[] = [];
  for (const name of names) {
    const entry = engine.runtimes.find((one) => one.name === name) ?? (await selectRuntime(host, name)).entry;
    states.push(await state(entry));
  }
  return states;
}
