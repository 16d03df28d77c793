import type { Environment } from '../../domain/environment.ts';
import type { RuntimeState } from '../../domain/runtimes.ts';
import type { Engine, RuntimeEntry } from '../engine/engine.ts';
import { RUNTIMES, selectRuntime } from '../runtimes/registry.ts';

/**
 * The runtimes of an engine as they can be probed: those named, else all that it lists. One that is not usable is among them, with the reason.
 * @throws JoulelabError `runtime-unavailable` for a name that the engine does not take
 */
export async function engineRuntimes(
  engine: Engine,
  env: Environment,
  names: readonly string[],
): Promise<RuntimeState[]> {
  if (names.length === 0)
    return await Promise.all(listed(engine).map((entry) => stateOf(engine, env, entry)));
  const states: RuntimeState[] = [];
  for (const name of names) {
    const entry =
      engine.runtimes.find((one) => one.name === name) ?? (await selectRuntime(engine, name)).entry;
    states.push(await stateOf(engine, env, entry));
  }
  return states;
}

/** Engines list the shim of a runtime besides its name, `io.containerd.runc.v2`: the same thing twice. */
function listed({ runtimes }: Engine): RuntimeEntry[] {
  const known = (entry: RuntimeEntry) => RUNTIMES.find((one) => one.recognise(entry));
  const isShim = ({ name }: RuntimeEntry) => name.includes('.');
  return runtimes.filter(
    (entry) => !isShim(entry) || !runtimes.some((other) => !isShim(other) && known(other) === known(entry)),
  );
}

async function stateOf(engine: Engine, env: Environment, entry: RuntimeEntry): Promise<RuntimeState> {
  const runtime = RUNTIMES.find((one) => one.recognise(entry));
  if (runtime === undefined) throw new Error(`no runtime takes ${entry.name}`);
  const status = await runtime.inspect(entry, engine);
  const host = { env, engine };
  const requirements = await runtime.requirements(entry, host);
  const gates = runtime.gates(status.installed ? status.version : undefined, entry, host);
  const unmet = requirements.find(({ met }) => met === 'no');
  const refused = gates.find(({ effect }) => effect === 'refuse');
  const fault = status.installed
    ? unmet === undefined
      ? refused && { reason: refused.message, advice: refused.advice }
      : {
          reason: `${unmet.name}: no, ${unmet.seen}`,
          ...(unmet.advice === undefined ? {} : { advice: unmet.advice }),
        }
    : { reason: status.reason, advice: status.advice };
  const isListed = engine.runtimes.some(({ name }) => name === entry.name);
  return {
    name: entry.name,
    id: runtime.id,
    title: runtime.title,
    isolation: runtime.isolation,
    registered: entry.name === engine.defaultRuntime ? 'default' : isListed ? 'listed' : 'shim',
    ...(entry.path === undefined ? {} : { binary: entry.path }),
    args: entry.args,
    ...(status.installed && status.version !== undefined ? { version: status.version } : {}),
    usable: fault === undefined,
    ...fault,
    requirements,
    gates,
    claims: runtime.claims,
  };
}
