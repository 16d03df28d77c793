import { JoulelabError } from '../../domain/errors.ts';
import type { Engine, RuntimeEntry } from '../engine/engine.ts';
import { crun } from './crun/index.ts';
import { firecracker } from './firecracker/index.ts';
import { gvisor } from './gvisor/index.ts';
import { kata } from './kata/index.ts';
import { other } from './other/index.ts';
import { runc } from './runc/index.ts';
import type { Runtime } from './runtime.ts';
import { sysbox } from './sysbox/index.ts';
import { youki } from './youki/index.ts';

/** All known runtimes; the first that recognises an entry is taken, and the last recognises every one. */
export const RUNTIMES: readonly Runtime[] = [runc, crun, youki, gvisor, kata, sysbox, firecracker, other];

/** Engines since this major version take the name of a containerd shim that they do not list. Source: moby 6de52a29. */
const IMPLICIT_SHIMS_SINCE = 23;

/** A runtime under an engine: the entry by which it is chosen, what it is, and its version where it tells it. */
export type SelectedRuntime = {
  readonly entry: RuntimeEntry;
  readonly runtime: Runtime;
  readonly version?: string;
};

/**
 * The runtime that a name stands for under this engine; without a name the engine's default.
 * @throws JoulelabError `runtime-unavailable` with the names that the engine offers
 */
export async function selectRuntime(engine: Engine, name = engine.defaultRuntime): Promise<SelectedRuntime> {
  const entry = engine.runtimes.find((one) => one.name === name) ?? implicitShim(engine, name);
  if (entry === undefined) {
    throw new JoulelabError('runtime-unavailable', `The engine knows no OCI runtime ${name}.`, {
      advice: `It offers ${engine.runtimes.map((one) => one.name).join(', ')}. Register others in the engine's daemon.json.`,
    });
  }
  const runtime = RUNTIMES.find((one) => one.recognise(entry)) ?? other;
  const status = await runtime.inspect(entry, engine);
  if (!status.installed) {
    throw new JoulelabError(
      'runtime-unavailable',
      `The OCI runtime ${name} is not installed: ${status.reason}.`,
      {
        advice: status.advice,
      },
    );
  }
  return { entry, runtime, ...(status.version === undefined ? {} : { version: status.version }) };
}

function implicitShim(engine: Engine, name: string): RuntimeEntry | undefined {
  const isShimName = /^[^./][^/]*\.[^/]+$/.test(name);
  const engineMajor = Number.parseInt(engine.facts.version, 10);
  return isShimName && engineMajor >= IMPLICIT_SHIMS_SINCE ? { name, args: [] } : undefined;
}
